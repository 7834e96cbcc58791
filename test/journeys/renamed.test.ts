import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from '../../src/commands/stage.ts';
import { textOf } from '../../src/sandbox/mini-teams/mini-teams-card.ts';
import type { TenantState } from '../../src/sandbox/tenant.ts';
import {
  approvalCard,
  ask,
  askAndApprove,
  cardWith,
  dayAhead,
  hearInTime,
  inTurn,
  LANGUAGES,
  meanwhile,
  type Play,
  phrase,
  read,
  runbookCard,
  runScript,
  startPlay,
  WORDS,
} from './play.ts';

const RENAMED = { displayName: 'Brechtje Newname', userPrincipalName: 'brechtje@contoso.com' };

const SAYS = {
  en: { renamed: 'renamed from', given: 'is Adele Vance’s address now', mine: 'my requests', queue: 'queue' },
  nl: { renamed: 'voorheen', given: 'is nu het adres van Adele Vance', mine: 'mijn aanvragen', queue: 'wachtrij' },
} as const;

describe.concurrent.each(LANGUAGES)('somebody who is renamed while it runs, in %s', (locale) => {
  const words = WORDS[locale];
  const says = SAYS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  it(
    'has the newest name everywhere after the next look, and the old address is said to be somebody else’s',
    inTurn,
    async () => {
      const { stage } = play;
      const old = stage.person('bram').cloud ?? RENAMED;
      const reference = await askAndApprove(stage, `${words.block} bram`);
      await runbookCard(stage, reference);
      meanwhile(stage, (state) =>
        withAddress(renamed(state, stage.person('bram').id), stage.person('adele').id, old.userPrincipalName),
      );
      await stage.jump(35);
      const given = `${old.userPrincipalName} ${says.given}`;
      for (const who of [stage.manager, stage.helpdesk]) {
        // Each of them, and they are brought up to date one after the other.
        await who.until(() => {
          const cards = cardsAbout(who, reference);
          return cards.length > 0 && cards.every((card) => card.includes(given));
        });
        for (const card of cardsAbout(who, reference)) expectNewest(card, old, says.renamed);
      }
      await stage.manager.say(says.mine);
      expect(stage.manager.lastCard().text).toContain(RENAMED.displayName);
      expect(stage.manager.lastCard().text).not.toContain(old.displayName);
      await stage.helpdesk.say(says.queue);
      expect(stage.helpdesk.lastCard().text).toContain(RENAMED.displayName);
      expect(stage.helpdesk.lastCard().text).not.toContain(old.displayName);
      // The account is found by its SID, and the script compares the name that AD has now.
      const runbook = await cardWith(stage.helpdesk, reference, 'runbook-done');
      await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
      await stage.jump(35);
      await hearInTime(stage, reference, words.complete);
      const [heard] = stage.manager
        .messages()
        .filter(({ text }) => text.includes(reference) && text.includes(words.complete));
      expect(heard?.text).toContain(RENAMED.displayName);
      expect(heard?.text).not.toContain(old.displayName);
    },
  );

  it('is called so also while a request waits for people, and while it waits for its hour', inTurn, async () => {
    const { stage } = play;
    const { id, cloud } = stage.person('nils');
    const form = { when: 'at', lastDay: dayAhead(stage, 9), hour: '17:00' };
    const reference = await ask(stage, `${words.block} nils`, form);
    await approvalCard(stage, reference);
    meanwhile(stage, (state) => withCloudName(state, id, 'Niels Second'));
    await stage.jump(5 * 60);
    for (const who of [stage.manager, stage.helpdesk])
      await read(stage, reference, new RegExp(`Niels Second[\\s\\S]*${says.renamed} ${cloud?.displayName}`), who);
    await (await approvalCard(stage, reference)).execute('approve');
    await read(stage, reference, phrase(locale, 'report.headline.scheduled'));
    meanwhile(stage, (state) => withCloudName(state, id, 'Niels Third'));
    await stage.jump(25 * 60);
    for (const who of [stage.manager, stage.helpdesk]) {
      const { text } = await read(stage, reference, 'Niels Third', who);
      expect(text).not.toContain('Niels Second');
    }
    await stage.manager.say(`withdraw ${reference}`);
  });

  it(
    'is called so by whoever asks, also long after a request was withdrawn and nobody looks any more',
    inTurn,
    async () => {
      const { stage } = play;
      const { id, cloud } = stage.person('zoe');
      const old = { displayName: cloud?.displayName ?? '', userPrincipalName: cloud?.userPrincipalName ?? '' };
      const reference = await ask(stage, `${words.block} zoe`);
      await stage.manager.say(`withdraw ${reference}`);
      await read(stage, reference, phrase(locale, 'report.headline.withdrawn'));
      await stage.jump(11 * 24 * 60);
      meanwhile(stage, (state) =>
        withAddress(
          withAddress(withCloudName(state, id, 'Zoe Newname'), id, 'zoe.newname@contoso.com'),
          stage.person('adele').id,
          old.userPrincipalName,
        ),
      );
      // Nobody who asks is given an old name as today's while the directory is silent.
      await stage.faults({ throttle: { match: `GET /users/${id}.*`, times: 500, status: 503, retryAfter: null } });
      await stage.manager.say(`status ${reference}`);
      expect(stage.manager.lastCard().text).toContain(phrase(locale, 'report.standing.as-last-read'));
      await fetch(`${stage.sandbox.url}/sandbox/faults`, { method: 'DELETE' });
      await stage.manager.say(`status ${reference}`);
      const { text } = stage.manager.lastCard();
      expect(text).not.toContain(phrase(locale, 'report.standing.as-last-read'));
      expect(text).toContain(`${old.userPrincipalName} ${says.given}`);
      expect(text).toContain('Zoe Newname');
      expect(text).toContain('zoe.newname@contoso.com');
      expect(text).toContain(`${says.renamed} ${old.displayName} (${old.userPrincipalName})`);
      expect(text.split(old.displayName), text).toHaveLength(2);
    },
  );
});

function cardsAbout(who: Stage['manager'], reference: string): readonly string[] {
  return who
    .messages()
    .flatMap(({ card }) => (card === null ? [] : [textOf(card)]))
    .filter((text) => text.includes(reference) && text.includes(RENAMED.userPrincipalName));
}

/** The old name and address stand in the sentence that says so, and nowhere else. */
function expectNewest(card: string, old: typeof RENAMED, word: string): void {
  expect(card).toContain(RENAMED.displayName);
  expect(card).toContain(`${word} ${old.displayName} (${old.userPrincipalName})`);
  expect(card.split(old.displayName), card).toHaveLength(2);
  expect(card.split(old.userPrincipalName), card).toHaveLength(3);
}

function renamed(state: TenantState, id: string): TenantState {
  const person = state.people[id];
  if (person?.cloud == null || person.ad == null) throw new Error('there is no such account');
  const { displayName, userPrincipalName } = RENAMED;
  const attributes = { ...person.ad.attributes, displayName: [displayName] };
  const distinguishedName = person.ad.distinguishedName.replace(/^CN=[^,]*/, `CN=${displayName}`);
  const ad = { ...person.ad, userPrincipalName, distinguishedName, attributes };
  const cloud = {
    ...person.cloud,
    ...RENAMED,
    onPremisesUserPrincipalName: userPrincipalName,
    onPremisesDistinguishedName: distinguishedName,
  };
  return { ...state, people: { ...state.people, [id]: { ...person, cloud, ad } } };
}

function withCloudName(state: TenantState, id: string, displayName: string): TenantState {
  const person = state.people[id];
  if (person?.cloud == null) throw new Error('there is no such account');
  return { ...state, people: { ...state.people, [id]: { ...person, cloud: { ...person.cloud, displayName } } } };
}

function withAddress(state: TenantState, id: string, userPrincipalName: string): TenantState {
  const person = state.people[id];
  if (person?.cloud == null) throw new Error('there is no such account');
  return { ...state, people: { ...state.people, [id]: { ...person, cloud: { ...person.cloud, userPrincipalName } } } };
}
