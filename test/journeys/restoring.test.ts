import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAndApprove, hear, plan, runbookCard, runScript, startPlay, WORDS } from './play.ts';

describe.each(['en', 'nl'] as const)('restoring, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Awaited<ReturnType<typeof startPlay>>;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  it('unblocks who is blocked', async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.restore} lotte`);
    await hear(stage, reference, words.complete);
    expect(stage.person('lotte').cloud?.accountEnabled).toBe(true);
  });

  it('brings back who was deleted, and says how long that is possible', async () => {
    const { stage } = play;
    const review = await plan(stage, `${words.restore} nadia`);
    expect(review.text).toMatch(/2[67] (days|dagen)/);
    await stage.manager.say(locale === 'en' ? 'cancel' : 'annuleren');
    const reference = await askAndApprove(stage, `${words.restore} olivier`);
    await hear(stage, reference, words.complete);
    expect(stage.person('olivier').cloud?.deletedDateTime).toBeNull();
  });

  it('says why somebody deleted for good cannot come back, and since when', async () => {
    const { stage } = play;
    const review = await plan(stage, `${words.restore} pieter@contoso.com`);
    expect(review.verbs).not.toContain('submit');
    expect(review.text).toMatch(/2026/);
  });

  it('has somebody synchronised enabled in Active Directory first', async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.restore} mohamed`);
    const runbook = await runbookCard(stage, reference);
    expect(stage.person('mohamed').cloud?.accountEnabled).toBe(false);
    await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
    await stage.jump(35);
    await hear(stage, reference, words.complete);
    expect(stage.person('mohamed')).toMatchObject({ cloud: { accountEnabled: true }, ad: { enabled: true } });
  });

  it('gives back what an offboarding took: groups, licences, reply and files', async () => {
    const { stage } = play;
    const before = { groups: stage.groupsOf('adele'), licences: stage.person('adele').cloud?.directLicences.length };
    const gone = await askAndApprove(stage, `${words.offboard} adele`);
    await hear(stage, gone, words.complete);
    expect(stage.groupsOf('adele')).toBeLessThan(before.groups);
    const back = await askAndApprove(stage, `${words.restore} adele`);
    await hear(stage, back, words.complete);
    const adele = stage.person('adele');
    expect(adele.cloud).toMatchObject({ accountEnabled: true });
    expect({ groups: stage.groupsOf('adele'), licences: adele.cloud?.directLicences.length }).toEqual(before);
    expect(adele.mailbox?.automaticReplies.status).toBe('disabled');
  });
});
