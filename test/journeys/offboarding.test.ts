import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approveTyped } from '../../src/commands/approve-typed.ts';
import { contoso } from '../../src/sandbox/contoso.ts';
import {
  approvalCard,
  askAndApprove,
  calls,
  hear,
  inTurn,
  LANGUAGES,
  licencesOf,
  type Play,
  phrase,
  plan,
  read,
  startPlay,
  WORDS,
  writesAbout,
} from './play.ts';

const TYPED = {
  en: ['now', 'groups no', 'keep', 'done'],
  nl: ['nu', 'groepen nee', 'behouden', 'klaar'],
};

describe.concurrent.each(LANGUAGES)('offboarding, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  it(
    'runs every step for somebody of the cloud and says that its part is seen only when all were',
    inTurn,
    async () => {
      const { stage } = play;
      const reference = await askAndApprove(stage, `${words.offboard} adele`);
      await hear(stage, reference, words.left);
      await read(stage, reference, phrase(locale, 'report.headline.done-left'));
      const adele = stage.person('adele');
      expect(adele.cloud).toMatchObject({ accountEnabled: false });
      expect(licencesOf(stage, 'adele')).toEqual(['SPE_E3']);
      expect(adele.mailbox?.automaticReplies.status).toBe('alwaysEnabled');
      expect(JSON.stringify(adele.drive)).toContain(contoso.personas.manager.id);
      const [block, revoke] = await writesAbout(stage, 'adele');
      expect([block?.method, block?.body]).toEqual(['PATCH', { accountEnabled: false }]);
      expect(revoke?.path).toContain('revokeSignInSessions');
    },
  );

  it('deletes last, and only when forwarding was checked', inTurn, async () => {
    const { stage } = play;
    const unchecked = await plan(stage, `${words.offboard} zoe`, { account: 'delete' });
    expect(unchecked.verbs).not.toContain('submit');
    expect(unchecked.text).toContain(phrase(locale, 'rules.delete-forwarding-unknown'));
    const form = { account: 'delete', forwardingChecked: 'true' };
    const reference = await askAndApprove(stage, `${words.offboard} zoe`, form);
    await hear(stage, reference, words.complete);
    expect(stage.person('zoe').cloud?.deletedDateTime).toEqual(expect.any(String));
    expect((await writesAbout(stage, 'zoe')).at(-1)).toMatchObject({ method: 'DELETE', status: 204 });
  });

  it('is done by typed answers alone, from the first word to the approval', inTurn, async () => {
    const { stage } = play;
    await stage.manager.say(`${words.offboard} nils`);
    for (const answer of TYPED[locale]) await stage.manager.say(answer);
    await stage.manager.say(locale === 'en' ? 'submit' : 'indienen');
    const reference = /L-\d+/.exec(stage.manager.last())?.[0] ?? 'none';
    await approvalCard(stage, reference);
    await approveTyped(stage.helpdesk, reference, locale === 'en' ? 'approve' : 'goedkeuren');
    await hear(stage, reference, words.complete);
    expect(stage.person('nils').cloud?.accountEnabled).toBe(false);
    expect((await writesAbout(stage, 'nils')).filter(({ path }) => path.includes('/groups/'))).toEqual([]);
  });

  it('leaves only groups that may be left, keeps those of a last owner, and explains the rest', inTurn, async () => {
    const { stage } = play;
    const sanne = stage.person('sanne').id;
    const form = { account: 'keep' };
    const review = await plan(stage, `${words.offboard} sanne`, form);
    expect(review.text).toContain(phrase(locale, 'plan.explain.licence-inherited'));
    const reference = /L-\d+/.exec((await review.execute('submit')).text)?.[0] ?? 'none';
    await (await approvalCard(stage, reference)).execute('approve');
    await hear(stage, reference, words.left);
    const { groups } = stage.sandbox.tenant.state();
    const left = Object.entries(contoso.groups).filter(([, { id }]) => !groups[id]?.members.includes(sanne));
    const before = Object.entries(contoso.groups).filter(([, { members }]) => members.includes('sanne'));
    const removed = before.map(([key]) => key).filter((key) => left.some(([gone]) => gone === key));
    expect(removed.toSorted()).toEqual(['financeTeam', 'sapUsers', 'vpn']);
    expect(groups[contoso.groups.budget?.id ?? '']?.owners).toContain(sanne);
    expect(licencesOf(stage, 'sanne')).toEqual(['SPE_E3']);
  });

  it('has told the tenant nothing twice that is not harmless twice', inTurn, async () => {
    const { stage } = play;
    const made = (await calls(stage)).filter(({ method, path }) =>
      `${method} ${path}`.match(/assignLicense|DELETE \/users/),
    );
    expect(new Set(made.map(({ method, path }) => `${method} ${path}`)).size).toBe(made.length);
  });
});
