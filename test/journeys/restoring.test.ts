import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import type { TenantState } from '../../src/sandbox/tenant-state.ts';
import {
  approvalCard,
  ask,
  askAndApprove,
  hear,
  hearInTime,
  inTurn,
  LANGUAGES,
  meanwhile,
  type Play,
  phrase,
  plan,
  runbookCard,
  runScript,
  settled,
  startPlay,
  upn,
  WORDS,
  writesAbout,
} from './play.ts';

describe.concurrent.each(LANGUAGES)('restoring, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());
  async function status(reference: string): Promise<string> {
    await settled(play.stage);
    await play.stage.manager.say(`status ${reference}`);
    return play.stage.manager.lastCard().text;
  }

  it('unblocks who is blocked, and refuses who is not', inTurn, async () => {
    const { stage } = play;
    const active = await plan(stage, `${words.restore} ${upn('html')}`);
    expect(active.verbs).not.toContain('submit');
    expect(active.text).toContain(phrase(locale, 'plan.refusal.nothing-to-restore'));
    const reference = await askAndApprove(stage, `${words.restore} lotte`);
    await hear(stage, reference, words.complete);
    expect(stage.person('lotte').cloud?.accountEnabled).toBe(true);
    await stage.jump(60);
    await stage.manager.say(`${locale === 'en' ? 'why' : 'waarom'} lotte`);
    expect(stage.manager.lastCard().text).toContain(phrase(locale, 'card.line.state.returned'));
  });

  it('brings back who was deleted, and says until which hour that is possible', inTurn, async () => {
    const { stage } = play;
    const review = await plan(stage, `${words.restore} nadia`);
    const until = new Date(Date.parse(stage.person('nadia').cloud?.deletedDateTime ?? '') + 30 * 86_400_000);
    const hour = until.toLocaleTimeString('en-GB', { timeZone: 'Europe/Amsterdam', timeStyle: 'short' });
    expect(review.text).toMatch(new RegExp(`20\\d\\d ${hour} CES?T${phrase(locale, 'plan.explain.restorable-until')}`));
    await stage.manager.say(words.cancel);
    const reference = await askAndApprove(stage, `${words.restore} olivier`);
    await hear(stage, reference, words.complete);
    expect(stage.person('olivier').cloud?.deletedDateTime).toBeNull();
  });

  it('says why somebody deleted for good cannot come back, and since when', inTurn, async () => {
    const { stage } = play;
    const review = await plan(stage, `${words.restore} ${upn('pieter')}`);
    expect(review.verbs).not.toContain('submit');
    expect(review.text).toContain(phrase(locale, 'plan.refusal.gone-seen-hard-delete'));
    expect(review.text).toMatch(/\b20\d\d\b/);
    expect(await writesAbout(stage, 'pieter')).toEqual([]);
  });

  it(
    'answers on the form what is no free address of the organisation, and forgets a field that was emptied',
    inTurn,
    async () => {
      const { stage } = play;
      await stage.manager.say(`${words.restore} ${contoso.people.rosaFormer?.id ?? ''}`);
      const typed: readonly (readonly [string, string])[] = [
        ['adele@contoso.com', 'Adele Vance'],
        [upn('rosaNow'), 'Rosa Martínez'],
        ['foo bar', 'contoso.com'],
        ['rosa@gmail.com', 'contoso.com'],
      ];
      for (const [restoreUpn, why] of typed) {
        await stage.manager.lastCard().fill({ restoreUpn }).execute('review');
        const answer = stage.manager.lastCard();
        expect(answer.verbs).toContain('review');
        expect(answer.text).toContain(`${restoreUpn} `);
        const key = why === 'contoso.com' ? 'rules.restore-as-foreign' : 'rules.restore-as-taken';
        expect(answer.text).toContain(phrase(locale, key));
        expect(answer.text).toContain(why);
      }
      const form = stage.manager.lastCard();
      await form.deliver('review', { ...form.find('review').data, dropConflicts: 'true' });
      const review = stage.manager.lastCard();
      expect(review.verbs).toContain('submit');
      expect(review.text).not.toContain('rosa@gmail.com');
      await stage.manager.say(words.cancel);
    },
  );

  it('asks about an address that somebody else has now, and comes back under another', inTurn, async () => {
    const { stage } = play;
    const rosa = contoso.people.rosaFormer?.id ?? '';
    const asked = await plan(stage, `${words.restore} ${rosa}`);
    expect(asked.verbs).not.toContain('submit');
    expect(asked.text).toContain('Martínez');
    await stage.manager.say(words.cancel);
    const form = { restoreUpn: 'rosa.martin@contoso.com' };
    const reference = await ask(stage, `${words.restore} ${rosa}`, form);
    const approval = await approvalCard(stage, reference);
    expect(approval.text).toContain('rosa.martin@contoso.com');
    expect(approval.text).toContain(`${upn('rosaNow')} (Rosa Martínez)`);
    await approval.execute('approve');
    await hear(stage, reference, words.complete);
    expect(stage.person('rosaFormer').cloud).toMatchObject({
      deletedDateTime: null,
      userPrincipalName: 'rosa.martin@contoso.com',
    });
    expect(stage.person('rosaNow').cloud?.userPrincipalName).toBe(upn('rosaNow'));
  });

  it('names every address that a restore would lose, and who holds each', inTurn, async () => {
    const { stage } = play;
    const nadia = stage.person('nadia');
    const addresses = ['smtp:sales@contoso.com', 'smtp:shop@contoso.com'];
    const holders = [stage.person('zoe').id, stage.person('ravi').id];
    meanwhile(stage, (state) => withAddresses(state, nadia.id, addresses));
    for (const [at, holder] of holders.entries())
      meanwhile(stage, (state) => withAddresses(state, holder, addresses.slice(at, at + 1)));
    await stage.manager.say(`${words.restore} nadia`);
    const form = stage.manager.lastCard();
    const lost = 'sales@contoso.com (Zoë Kramer), shop@contoso.com (Ravi Patel)';
    expect(form.text).toContain(lost);
    const refused = await plan(stage, `${words.restore} nadia`);
    expect(refused.verbs).not.toContain('submit');
    expect(refused.text).toContain(lost);
    expect(refused.text).not.toContain('zoe@contoso.com');
    const dropped = await plan(stage, `${words.restore} nadia`, { dropConflicts: 'true' });
    expect(dropped.verbs).toContain('submit');
    expect(dropped.text).toContain(lost);
    await stage.manager.say(words.cancel);
  });

  it('has somebody synchronised enabled in Active Directory first', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.restore} mohamed`);
    const runbook = await runbookCard(stage, reference);
    expect(stage.person('mohamed').cloud?.accountEnabled).toBe(false);
    await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
    await stage.jump(35);
    await hearInTime(stage, reference, words.complete);
    expect(stage.person('mohamed')).toMatchObject({ cloud: { accountEnabled: true }, ad: { enabled: true } });
  });

  it(
    'has somebody synchronised and deleted restored in Active Directory, their addresses freed first; the sync brings the account',
    inTurn,
    async () => {
      const { stage } = play;
      const lost = phrase(locale, 'plan.warning.password-lost-in-ad');
      const { id: adele, cloud: holder } = stage.person('adele');
      const held = `${upn('quinten')} (${holder?.displayName})`;
      meanwhile(stage, (state) => withAddresses(state, adele, [`smtp:${upn('quinten')}`]));
      const reference = await askAndApprove(stage, `${words.restore} quinten`);
      const runbook = await runbookCard(stage, reference);
      // What may be lost is for whoever does it to know; and nothing of Leaver's waits for it.
      expect(runbook.text).toContain(lost);
      expect(runbook.text).not.toMatch(/gives nothing back|geeft het niets terug/);
      const asked = await status(reference);
      expect(asked).toContain(lost);
      expect(asked).toContain(held);
      expect(asked).toContain(phrase(locale, 'report.todo.runbook-rest'));
      expect(asked).not.toMatch(/The rest follows|De rest volgt/);
      meanwhile(stage, (state) => withoutAddress(state, adele, `smtp:${upn('quinten')}`));
      await runbook.fill({ result: await runScript(stage, runbook) }).execute('runbook-done');
      await stage.jump(35);
      await hearInTime(stage, reference, words.complete);
      const back = await status(reference);
      // The script says nothing of the password.
      expect(back).toContain(lost);
      expect(back).not.toContain(held);
      expect(stage.person('quinten')).toMatchObject({
        cloud: { deletedDateTime: null, accountEnabled: true },
        ad: { deletedAt: null, enabled: true },
      });
      expect((await writesAbout(stage, 'quinten')).filter(({ path }) => path.includes('restore'))).toEqual([]);
    },
  );
});

function withoutAddress(state: TenantState, id: string, address: string): TenantState {
  const person = state.people[id];
  if (person?.cloud == null) return state;
  const cloud = { ...person.cloud, proxyAddresses: person.cloud.proxyAddresses.filter((each) => each !== address) };
  return { ...state, people: { ...state.people, [id]: { ...person, cloud } } };
}

/** More addresses for somebody in the cloud, active or deleted. */
function withAddresses(state: TenantState, id: string, addresses: readonly string[]): TenantState {
  const person = state.people[id];
  if (person?.cloud == null) return state;
  const cloud = { ...person.cloud, proxyAddresses: [...person.cloud.proxyAddresses, ...addresses] };
  return { ...state, people: { ...state.people, [id]: { ...person, cloud } } };
}
