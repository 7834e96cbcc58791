import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import type { TenantState } from '../../src/sandbox/tenant.ts';
import { approvalCard, inTurn, LANGUAGES, meanwhile, type Play, phrase, plan, startPlay, upn, WORDS } from './play.ts';

/** As long as Microsoft 365 lets a name be. */
const LONGEST_NAME = `${contoso.people.longest?.displayName ?? ''} `.repeat(2).slice(0, 256).trim();

describe.concurrent.each(LANGUAGES)('the plan of a synced person, in %s', (locale) => {
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  it(
    'stands whole on the card that asks and on the card that decides, whatever the length of names',
    inTurn,
    async () => {
      const { stage } = play;
      let whole = 0;
      for (const key of Object.keys(contoso.people)) {
        if (stage.person(key).cloud?.onPremisesSyncEnabled !== true) continue;
        const review = await plan(stage, `${WORDS[locale].offboard} ${upn(key)}`);
        if (!review.verbs.includes('submit')) continue;
        expectWhole(review, key);
        meanwhile(stage, (state) => renamed(state, stage.person(key).id));
        const again = await plan(stage, `${WORDS[locale].offboard} ${upn(key)}`);
        expectWhole(again, key);
        const asked = await again.execute('submit');
        expectWhole(await approvalCard(stage, /L-\d+/.exec(asked.text)?.[0] ?? 'no number'), key);
        whole += 1;
      }
      expect(whole).toBeGreaterThan(6);
    },
  );

  /** Nothing left out: the articles' figures and the bars are there, folded or not. */
  function expectWhole(card: { readonly json: unknown }, key: string): void {
    const json = JSON.stringify(card.json);
    expect(json, key).not.toContain(phrase(locale, 'card.shortened'));
    expect(json, key).toContain(phrase(locale, 'propagation.durable.seed'));
    expect(json, key).toContain(phrase(locale, 'card.line.legend'));
  }
});

function renamed(state: TenantState, id: string): TenantState {
  const person = state.people[id];
  if (person?.cloud === null || person === undefined) return state;
  const cloud = { ...person.cloud, displayName: LONGEST_NAME };
  return { ...state, people: { ...state.people, [id]: { ...person, cloud } } };
}
