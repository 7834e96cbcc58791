import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import { approvalCard, ask, askAndApprove, calls, hear, plan, read, startPlay, WORDS } from './play.ts';

describe.each(['en', 'nl'] as const)('offboarding, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Awaited<ReturnType<typeof startPlay>>;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  it('runs every step for somebody of the cloud and says complete only when all were seen', async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.offboard} adele`);
    await hear(stage, reference, words.complete);
    await read(stage, reference, words.done);
    const adele = stage.person('adele');
    expect(adele.cloud).toMatchObject({ accountEnabled: false, directLicences: [] });
    expect(adele.mailbox?.automaticReplies.status).toBe('alwaysEnabled');
    expect(JSON.stringify(adele.drive)).toContain(contoso.personas.manager.id);
    const writes = (await calls(stage)).filter(({ path }) => path.includes(adele.id));
    const [block, revoke] = writes;
    expect([block?.method, block?.body]).toEqual(['PATCH', { accountEnabled: false }]);
    expect(revoke?.path).toContain('revokeSignInSessions');
  });

  it('deletes last, and only when forwarding was checked', async () => {
    const { stage } = play;
    const refused = await plan(stage, `${words.offboard} ravi@contoso.com`, { account: 'delete' });
    if (refused.verbs.includes('submit')) {
      // Without a mailbox there is nothing to check.
      expect(stage.person('ravi').mailbox).toBeNull();
    }
    await stage.manager.say(locale === 'en' ? 'cancel' : 'annuleren');
    const unchecked = await plan(stage, `${words.offboard} zoe`, { account: 'delete' });
    expect(unchecked.verbs).not.toContain('submit');
    await stage.manager.say(locale === 'en' ? 'cancel' : 'annuleren');
    const reference = await askAndApprove(stage, `${words.offboard} zoe`, {
      account: 'delete',
      forwardingChecked: 'true',
    });
    await hear(stage, reference, words.complete);
    expect(stage.person('zoe').cloud?.deletedDateTime).toEqual(expect.any(String));
    const zoes = (await calls(stage)).filter(({ path }) => path.includes(stage.person('zoe').id));
    expect(zoes.at(-1)).toMatchObject({ method: 'DELETE', status: 204 });
  });

  it('refuses protected people with the reason and writes nothing', async () => {
    const { stage } = play;
    for (const key of ['katrin', 'lars', 'wouter', 'ursula', 'emergencyAccount']) {
      const name = contoso.people[key]?.userPrincipalName ?? key;
      const review = await plan(stage, `${words.offboard} ${name}`);
      expect(review.verbs, review.text).not.toContain('submit');
      expect((await calls(stage)).filter(({ path }) => path.includes(stage.person(key).id))).toEqual([]);
    }
  });

  it('keeps one open request per person', async () => {
    const { stage } = play;
    await ask(stage, `${words.block} nils`);
    const second = await plan(stage, `${words.offboard} nils`);
    const answer = await second.execute('submit');
    expect(answer.text).not.toMatch(/L-\d+/);
  });

  it('withdraws, and the approver’s card becomes final', async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.offboard} henrietta`);
    await approvalCard(stage, reference);
    const own = await read(stage, reference, words.waiting);
    await own.execute('withdraw');
    await stage.helpdesk.until(
      (message, text) => text.includes(reference) && !JSON.stringify(message.card).includes('"approve"'),
    );
    expect(stage.person('henrietta').cloud?.accountEnabled).toBe(true);
  });
});
