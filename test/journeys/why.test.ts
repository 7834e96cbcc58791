import { afterAll, beforeAll, describe, type ExpectStatic, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import type { TenantState } from '../../src/sandbox/tenant.ts';
import {
  approvalCard,
  ask,
  askAndApprove,
  awayFromSync,
  inTurn,
  LANGUAGES,
  meanwhile,
  type Play,
  phrase,
  read,
  startPlay,
  upn,
  WORDS,
  writesAbout,
} from './play.ts';

const WHY = { en: 'why', nl: 'waarom' } as const;

describe.concurrent.each(LANGUAGES)('why, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  const why = async (query: string, from = play.stage.manager) => {
    await from.say(`${WHY[locale]} ${query}`.trim());
    return from.lastCard();
  };
  /** Asks again until it is said: a step is looked at some seconds after it was done. `own`: the suites run side by side. */
  const hearWhy = async (own: ExpectStatic, query: string, words: string) => {
    await own.poll(async () => (await why(query)).text, { interval: 500 }).toContain(words);
    return play.stage.manager.lastCard();
  };
  const says = (key: Parameters<typeof phrase>[1]) => phrase(locale, key);

  it('says that Active Directory decides, from what, how long, and whose figures', inTurn, async () => {
    const card = await why('alex wilber');
    expect(card.text).toContain('Alex Wilber');
    expect(card.text).toContain(says('why.state.enabled'));
    expect(card.text).toContain(says('authority.block-temporary'));
    expect(card.text).toContain(says('report.standing.synced'));
    expect(card.text).toContain(says('propagation.durable.seed'));
    expect(card.text).toContain(says('propagation.durable.today'));
    expect(JSON.stringify(card.json)).toContain(says('card.why.sure'));
    // Pages that only who built Leaver has are no source for whoever reads this.
    expect(JSON.stringify(card.json)).not.toMatch(/\w\.md\b/);
    expect(card.verbs).toEqual(['start-block-sign-in', 'start-offboard']);
  });

  it('changes nothing and writes nothing', inTurn, async () => {
    await why('bram');
    expect(await writesAbout(play.stage, 'bram')).toEqual([]);
  });

  it.each([
    ['adele', 'authority.cloud-masters'],
    // How a managed domain checks passwords cannot be read: the commonest holds.
    ['diego', 'authority.disable-at-once'],
    ['emma', 'authority.password-checked-by-provider'],
    ['henrietta', 'authority.ad-no-longer-counts'],
    ['joost', 'authority.guest-tokens'],
    ['ines', 'authority.guest-here-only'],
  ] as const)('gives %s the rule of their kind', inTurn, async (key, rule) => {
    const card = await why(upn(key));
    expect(JSON.stringify(card.json)).toContain(says(rule));
  });

  it.each([
    ['alex wilber', 'authority.block-temporary'],
    ['ines', 'authority.guest-sessions'],
    [upn('henrietta'), 'authority.ad-no-longer-counts'],
  ] as const)('says of %s what comes of each, and never one of two things', inTurn, async (query, reason) => {
    const card = await why(query);
    expect(card.text).toContain(says(reason));
    for (const outcome of ['elsewhere', 'overwritten', 'refused', 'useless'] as const)
      expect(card.text).not.toContain(says(`authority.outcome.${outcome}`));
  });

  it.each(['katrin', 'isaiah'] as const)(
    'says of %s, who is protected, why Leaver changes nothing, and offers and promises nothing',
    inTurn,
    async (key) => {
      const card = await why(upn(key));
      expect(card.text).toContain(says('rules.protected'));
      expect(card.text).toContain(says('why.state.enabled'));
      expect(card.text).not.toContain(says('authority.outcome.allowed'));
      expect(card.text).not.toContain(says('card.why.figures-block-sign-in'));
      expect(card.verbs).toEqual([]);
    },
  );

  it('leads to the next request with the person filled in', inTurn, async () => {
    const card = await why('chantal');
    await card.execute('start-block-sign-in');
    expect(card.verbs).toContain('review');
    expect(card.text).toContain('Chantal');
    await play.stage.manager.say(words.cancel);
  });

  it('asks which one when two have the name, and shows that one', inTurn, async ({ expect }) => {
    const matches = await why('sam peeters');
    expect(matches.verbs).toEqual(['why']);
    const [choice] = matches.inputs;
    await matches.fill({ person: choice?.choices[1]?.value ?? '' }).execute('why');
    await expect.poll(() => matches.text).toContain(says('why.state.enabled'));
  });

  it('asks about whom when no name is typed', inTurn, async () => {
    expect((await why('')).verbs).toEqual(['why']);
  });

  it.each(['nadia', 'quinten'] as const)('offers only the return of somebody deleted: %s', inTurn, async (key) => {
    const card = await why(upn(key));
    expect(card.text).toContain(says('why.state.deleted-until'));
    expect(card.verbs).toEqual(['start-restore-user']);
  });

  it('offers the return of somebody deleted to whoever asks anything else about them', inTurn, async () => {
    const { manager } = play.stage;
    for (const command of [words.offboard, words.block]) {
      await manager.say(`${command} nadia`);
      const card = manager.lastCard();
      expect(card.text).toContain(says('why.state.deleted-until'));
      expect(card.text).not.toContain(says('bot.person.nobody'));
      expect(card.text).not.toContain(says('card.why.operation.block-sign-in'));
      expect(card.verbs).toEqual(['start-restore-user']);
    }
    await manager.lastCard().execute('start-restore-user');
    expect(manager.lastCard().verbs).toContain('submit');
    await manager.say(words.cancel);
  });

  it('says of somebody deleted for good that nobody can bring them back, also to the helpdesk', inTurn, async () => {
    const { manager, helpdesk } = play.stage;
    const asked = [
      [manager, WHY[locale]],
      [helpdesk, WHY[locale]],
      [manager, words.offboard],
    ] as const;
    for (const [chat, command] of asked) {
      await chat.say(`${command} pieter@contoso.com`);
      const { text, verbs } = chat.lastCard();
      expect(text).toContain(says('why.state.gone'));
      expect(text).toContain(says('plan.refusal.gone-seen-hard-delete'));
      for (const key of ['report.standing.cloud-only', 'authority.outcome.allowed'] as const)
        expect(text).not.toContain(says(key));
      expect(verbs).toEqual([]);
    }
    await manager.say(`${words.restore} pieter@contoso.com`);
    expect(manager.lastCard().text).not.toContain(says('card.identity.cloud-only'));
    await manager.say(words.cancel);
  });

  it('names a guest by the address at home, and says one thing of where the account belongs', inTurn, async () => {
    const { stage } = play;
    const { manager } = stage;
    const others = ['card.identity.cloud-only', 'report.standing.cloud-only'] as const;
    const expectGuest = (shown: string) => {
      expect(shown).toContain('ines@fabrikam.example');
      expect(shown).not.toContain('#EXT#');
      expect(shown).toContain(says('report.standing.guest'));
      for (const key of others) expect(shown).not.toContain(says(key));
    };
    expectGuest((await why('ines@fabrikam.example')).text);
    await manager.say(`${words.block} ines`);
    const card = manager.lastCard();
    expectGuest(card.text);
    expectGuest((await card.execute('review')).text);
    await manager.say(words.cancel);
    expectGuest((await read(stage, await ask(stage, `${words.block} ines`), WORDS[locale].waiting)).text);
  });

  it('shows the request, its clock and since when, to the one who asked', inTurn, async ({ expect }) => {
    const { stage } = play;
    await awayFromSync(stage);
    const reference = await askAndApprove(stage, `${words.block} ${upn('samSales')}`);
    await read(stage, reference, words.temporary);
    // Reads lag behind writes, and why says what was written too.
    const blocked = [says('why.state.blocked-since'), says('why.state.not-shown')];
    const card = await hearWhy(expect, upn('samSales'), says('card.live.waits-for-ad'));
    expect(card.text).toContain(reference);
    expect(blocked.some((words) => card.text.includes(words))).toBe(true);
    expect(card.text).toMatch(/●.*┤/);
    expect(card.verbs).toContain('open');
    await card.execute('open');
    expect(card.text).toContain(reference);
    // A restore that nobody wants hides neither the block nor its hour.
    const restore = await ask(stage, `${words.restore} ${upn('samSales')}`);
    await (await approvalCard(stage, restore)).execute('decline');
    await stage.helpdesk.lastCard().fill({ reason: 'no' }).execute('decline-confirm');
    await read(stage, restore, says('report.headline.declined'));
    const still = (await hearWhy(expect, upn('samSales'), says('why.state.blocked-since'))).text;
    expect(still).toContain(reference);
    expect(still).not.toContain(restore);
  });

  it(
    'shows the helpdesk everybody, with the request but without asking for one that is not theirs',
    inTurn,
    async () => {
      const { stage } = play;
      const reference = await ask(stage, `${words.block} ravi`);
      const card = await why('ravi', stage.helpdesk);
      expect(card.text).toContain(reference);
      expect(card.verbs).toEqual(['open']);
      const other = await why('victor novak', stage.helpdesk);
      expect(other.text).toContain(says('why.state.enabled'));
      expect(other.verbs).toEqual([]);
    },
  );

  it('says of somebody who is not theirs what it says of nobody', inTurn, async () => {
    const { manager } = play.stage;
    // In the sandbox the manager may ask about everybody; here only about their own people.
    meanwhile(play.stage, (state) => withoutMember(state, contoso.groups.requesters?.id ?? '', manager.persona.id));
    const said = async (query: string) => {
      await manager.say(`${WHY[locale]} ${query}`);
      return manager.last()?.replaceAll(query, '…');
    };
    expect(await said('victor novak')).toBe(await said('nobody at all'));
    expect(await said(upn('outsider'))).toBe(await said('nobody@contoso.com'));
  });

  it('tells nobody about themselves', inTurn, async () => {
    const { manager, helpdesk } = play.stage;
    for (const [chat, key] of [
      [manager, 'manager'],
      [helpdesk, 'helpdesk'],
    ] as const) {
      await chat.say(`${WHY[locale]} ${upn(key)}`);
      expect(chat.last()).not.toContain(says('why.state.enabled'));
      expect(chat.last()).toContain(says('rules.not-for-yourself'));
    }
  });

  // Last of all: reads lag behind what this changes, and other tests read what is changed beside it.
  it('shows who asked their own request, also where a newer one is not theirs', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} ${upn('grady')}`);
    const lead = stage.as('emergencyLead');
    await lead.install();
    await lead.say(`${locale === 'en' ? 'block now' : 'nu blokkeren'} ${upn('grady')}`);
    await lead.lastCard().execute('block-now');
    const { text } = await why(upn('grady'));
    expect(text).toContain(reference);
    expect(text).toContain(says('card.why.others'));
    // Its form too, while the block waits for its answer, whatever Leaver has still to do of it.
    await stage.manager.say(`${words.offboard} ${upn('grady')}`);
    const form = await stage.manager.until((_, card) => card.includes(says('card.choices.beside-others')));
    expect(form.text).toContain(reference);
  });
});

function withoutMember(state: TenantState, groupId: string, personId: string): TenantState {
  const group = state.groups[groupId];
  if (group === undefined) throw new Error('there is no such group');
  const members = group.members.filter((id) => id !== personId);
  return { ...state, groups: { ...state.groups, [groupId]: { ...group, members } } };
}
