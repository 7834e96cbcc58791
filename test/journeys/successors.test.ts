import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import type { TenantState } from '../../src/sandbox/tenant.ts';
import {
  approvalCard,
  ask,
  askAndApprove,
  cardWith,
  dayAhead,
  hear,
  inTurn,
  LANGUAGES,
  meanwhile,
  type Play,
  phrase,
  plan,
  read,
  startPlay,
  upn,
  WORDS,
  writesAbout,
} from './play.ts';

describe.concurrent.each(LANGUAGES)('a successor, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
    const { stage } = play;
    meanwhile(stage, (state) => changed(state, idOf('nils'), { userType: 'Member', externalUserState: 'Accepted' }));
    meanwhile(stage, (state) =>
      listed(changed(state, idOf('tom'), { userPrincipalName: 'svc-tom@contoso.com' }), idOf('zoe')),
    );
  });
  afterAll(() => play.stop());

  const UNFIT = {
    guest: ['ines', 'rules.successor-guest'],
    'a member of another organisation': ['nils', 'rules.successor-external'],
    blocked: ['lotte', 'rules.successor-blocked'],
    'on the protected list': ['zoe', 'rules.successor-protected'],
    'an administrator': ['katrin', 'rules.successor-role'],
    'one who may become an administrator': ['lars', 'rules.successor-role'],
    'guarded by the directory': ['ursula', 'rules.successor-role'],
    'a service account': ['tom', 'rules.successor-service'],
    deleted: ['nadia', 'rules.successor-unknown'],
    leaving: ['grady', 'rules.successor-leaving'],
    'gone by an offboarding that is finished': ['adele', 'rules.successor-leaving'],
  } as const;

  it('is nobody whose offboarding is planned, also when a block was asked for beside it', inTurn, async () => {
    const { stage } = play;
    await askAndApprove(stage, `${words.offboard} bram`, { when: 'at', lastDay: dayAhead(stage, 5), hour: '09:00' });
    await ask(stage, `${words.block} bram`);
    await stage.manager.say(`${words.offboard} ${upn('html')}`);
    const form = stage.manager.lastCard();
    expect(JSON.stringify(form.json)).not.toContain(idOf('bram'));
    await form.fill({ successor: idOf('bram') }).execute('review');
    expect(stage.manager.lastCard().text).toContain(phrase(locale, 'rules.successor-leaving'));
    await stage.manager.say(words.cancel);
  });

  it(
    'is offered, found by name and taken by the picker only where the person can receive something',
    inTurn,
    async () => {
      const { stage } = play;
      await askAndApprove(stage, `${words.offboard} grady`, { when: 'at', lastDay: dayAhead(stage, 5), hour: '09:00' });
      const done = await askAndApprove(stage, `${words.offboard} adele`);
      await hear(stage, done, words.left);
      // Back at work by other hands: an account that is enabled again is still one that Leaver offboarded.
      meanwhile(stage, (state) => changed(state, idOf('adele'), { accountEnabled: true }));
      await stage.manager.say(`${words.offboard} ${upn('html')}`);
      const form = JSON.stringify(stage.manager.lastCard().json);
      expect(form).toContain(idOf('henrietta'));
      for (const [what, [key, rule]] of Object.entries(UNFIT)) {
        expect(form, what).not.toContain(idOf(key));
        const successorQuery = upnNow(key);
        const typed = await plan(stage, `${words.offboard} ${upn('html')}`, { successorQuery });
        expect(typed.text, what).toContain(phrase(locale, 'bot.successor.nobody'));
        const picked = await plan(stage, `${words.offboard} ${upn('html')}`, { successor: idOf(key) });
        expect(picked.verbs, what).not.toContain('submit');
        expect(picked.text, what).toContain(phrase(locale, rule));
      }
    },
  );

  it('who became unfit between review and submit is refused there', inTurn, async () => {
    const { stage } = play;
    const review = await plan(stage, `${words.offboard} ${upn('html')}`, { successor: idOf('henrietta') });
    meanwhile(stage, (state) => changed(state, idOf('henrietta'), { accountEnabled: false }));
    const answer = await review.execute('submit');
    expect(answer.text).not.toMatch(/L-\d+/);
    expect(answer.text).toContain(phrase(locale, 'rules.successor-blocked'));
    meanwhile(stage, (state) => changed(state, idOf('henrietta'), { accountEnabled: true }));
  });

  it(
    'is offered by no form while it cannot be read who may be one, and the offboarding is asked all the same',
    inTurn,
    async () => {
      const { stage } = play;
      const match = `GET /users/(${idOf('henrietta')}|${contoso.personas.manager.id})/transitiveMemberOf.*`;
      await stage.faults({ throttle: { match, times: 500, status: 503, retryAfter: null } });
      try {
        await stage.manager.say(`${words.offboard} ${upn('html')}`);
        const form = stage.manager.lastCard();
        expect(form.verbs).toContain('review');
        expect(JSON.stringify(form.json)).not.toContain(idOf('henrietta'));
        await form.execute('review');
        expect(stage.manager.lastCard().verbs).toContain('submit');
      } finally {
        await fetch(`${stage.sandbox.url}/sandbox/faults`, { method: 'DELETE' });
      }
      await stage.manager.say(words.cancel);
    },
  );

  it.each([
    ['blocked', 'rules.successor-blocked', 'markdown'],
    ['an administrator', 'rules.successor-role', 'template'],
  ] as const)(
    'who is %s by the hour gets no files: it goes back to people with the reason',
    inTurn,
    async (how, rule, key) => {
      const { stage } = play;
      const successor = how === 'blocked' ? 'henrietta' : 'ravi';
      const tomorrow = { when: 'at', lastDay: dayAhead(stage, 1), hour: '17:00', successor: idOf(successor) };
      const reference = await askAndApprove(stage, `${words.offboard} ${upn(key)}`, tomorrow);
      await read(stage, reference, phrase(locale, 'report.headline.scheduled'));
      meanwhile(stage, (state) =>
        how === 'blocked'
          ? changed(state, idOf(successor), { accountEnabled: false })
          : withRole(state, idOf(successor)),
      );
      await stage.jump(2 * 24 * 60);
      await hear(stage, reference, phrase(locale, 'notice.changed'));
      await read(stage, reference, phrase(locale, rule));
      const anew = await approvalCard(stage, reference);
      expect(anew.text).toContain(phrase(locale, 'plan.difference.successor'));
      expect(await writesAbout(stage, key)).toEqual([]);
      await anew.execute('approve');
      await (await cardWith(stage.manager, reference, 'run-now')).execute('run-now');
      await hear(stage, reference, words.left);
      const sharedWith = stage.person(key).drive?.permissions.map(({ personId }) => personId);
      expect(sharedWith ?? []).not.toContain(idOf(successor));
      expect(JSON.stringify(await writesAbout(stage, key))).not.toContain(idOf(successor));
    },
  );

  it(
    'who may take up a role by the hour, and holds none, gets the files that people approved: no block waits for that',
    inTurn,
    async () => {
      const { stage } = play;
      const tomorrow = { when: 'at', lastDay: dayAhead(stage, 1), hour: '17:00', successor: idOf('alex') };
      const reference = await askAndApprove(stage, `${words.offboard} ${upn('html')}`, tomorrow);
      await read(stage, reference, phrase(locale, 'report.headline.scheduled'));
      meanwhile(stage, (state) => withRole(state, idOf('alex'), 'eligible'));
      await stage.jump(2 * 24 * 60);
      await hear(stage, reference, words.left);
      expect(stage.person('html').cloud?.accountEnabled).toBe(false);
      expect(stage.person('html').drive?.permissions.map(({ personId }) => personId)).toEqual([idOf('alex')]);
    },
  );
});

function idOf(key: string): string {
  return contoso.people[key]?.id ?? '';
}

function upnNow(key: string): string {
  return key === 'tom' ? 'svc-tom@contoso.com' : upn(key);
}

function changed(state: TenantState, id: string, more: object): TenantState {
  const person = state.people[id];
  if (person?.cloud == null) throw new Error('there is no such account');
  return { ...state, people: { ...state.people, [id]: { ...person, cloud: { ...person.cloud, ...more } } } };
}

function listed(state: TenantState, id: string): TenantState {
  const listId = contoso.groups.protected?.id ?? '';
  const list = state.groups[listId];
  if (list === undefined) throw new Error('there is no list of protected accounts');
  return { ...state, groups: { ...state.groups, [listId]: { ...list, members: [...list.members, id] } } };
}

function withRole(state: TenantState, principalId: string, kind: 'active' | 'eligible' = 'active'): TenantState {
  const roleDefinitionId = contoso.roles[0]?.templateId ?? '';
  const role = { id: `role-${principalId}`, roleDefinitionId, principalId, kind };
  return { ...state, roleAssignments: [...state.roleAssignments, role] };
}
