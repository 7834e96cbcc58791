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
  meanwhile,
  type Play,
  phrase,
  plan,
  read,
  runbookCard,
  startPlay,
  upn,
  WORDS,
  writesAbout,
} from './play.ts';

describe.each(['en'] as const)('what changed since the approval, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  const tomorrow = () => ({ when: 'at', lastDay: dayAhead(play.stage, 1), hour: '17:00' });
  const scheduled = phrase(locale, 'report.headline.scheduled');

  it('stops the request when the person became an administrator, and both sides read why', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} grady`, tomorrow());
    await read(stage, reference, scheduled);
    meanwhile(stage, (state) => withRole(state, stage.person('grady').id));
    await stage.jump(2 * 24 * 60);
    await hear(stage, reference, phrase(locale, 'notice.stopped'));
    await hear(stage, reference, phrase(locale, 'notice.stopped'), stage.helpdesk);
    await read(stage, reference, phrase(locale, 'rules.protection.directory-role'));
    expect(await writesAbout(stage, 'grady')).toEqual([]);
  });

  it('goes back to people when more would be taken away, and the old approval counts no longer', inTurn, async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.offboard} alex wilber`, tomorrow());
    const card = await approvalCard(stage, reference);
    const approve = card.find('approve').data;
    await card.execute('approve');
    await read(stage, reference, scheduled);
    meanwhile(stage, (state) => withLicence(state, stage.person('alex').id));
    await stage.jump(2 * 24 * 60);
    await hear(stage, reference, phrase(locale, 'notice.changed'));
    await hear(stage, reference, phrase(locale, 'notice.changed'), stage.helpdesk);
    expect(await writesAbout(stage, 'alex')).toEqual([]);
    const anew = await approvalCard(stage, reference);
    expect((await anew.deliver('approve', approve)).text).toContain(phrase(locale, 'approval.stale'));
    expect(await writesAbout(stage, 'alex')).toEqual([]);
    await (await approvalCard(stage, reference)).execute('approve');
    // Its hour has passed by now, so that the requester says when.
    await (await cardWith(stage.manager, reference, 'run-now')).execute('run-now');
    await runbookCard(stage, reference);
    expect(stage.person('alex').cloud?.accountEnabled).toBe(false);
  });

  it('skips what somebody else did meanwhile', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.offboard} adele`, tomorrow());
    await read(stage, reference, scheduled);
    meanwhile(stage, (state) => withoutLicences(state, stage.person('adele').id));
    await stage.jump(2 * 24 * 60);
    await hear(stage, reference, words.left);
    const paths = (await writesAbout(stage, 'adele')).map(({ method, path, body }) => ({ method, path, body }));
    expect(paths.filter(({ path }) => path.includes('assignLicense'))).toEqual([]);
    expect(paths.filter(({ body }) => JSON.stringify(body ?? null).includes('accountEnabled'))).toEqual([]);
    expect(stage.person('adele').mailbox?.automaticReplies.status).toBe('alwaysEnabled');
  });

  it('blocks somebody who was blocked when it was asked for, and was let in since', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} lotte`, tomorrow());
    await read(stage, reference, scheduled);
    await stage.entra('enable', 'lotte');
    await stage.jump(2 * 24 * 60);
    await hear(stage, reference, words.complete);
    expect(stage.person('lotte').cloud?.accountEnabled).toBe(false);
  });

  it(
    'leaves Active Directory, which nobody saw, to people where sign-in was allowed again in the cloud',
    inTurn,
    async () => {
      const { stage } = play;
      await runbookCard(stage, await askAndApprove(stage, `${words.offboard} ${upn('diego')}`));
      const reference = await ask(stage, `${words.restore} ${upn('diego')}`);
      await stage.entra('enable', 'diego');
      await (await approvalCard(stage, reference)).execute('approve');
      await hear(stage, reference, words.left);
      await read(stage, reference, phrase('en', 'gap.left.not-seen-in-ad'));
    },
  );

  it('shows the new plan instead of submitting one that nobody has read', inTurn, async () => {
    const { stage } = play;
    const review = await plan(stage, `${words.offboard} nils`);
    meanwhile(stage, (state) => withLicence(state, stage.person('nils').id));
    meanwhile(stage, (state) => withRole(state, stage.person('nils').id));
    const answer = await review.execute('submit');
    expect(answer.text).not.toMatch(/L-\d+/);
    expect(await writesAbout(stage, 'nils')).toEqual([]);
  });
});

function withRole(state: TenantState, principalId: string): TenantState {
  const roleDefinitionId = contoso.roles[0]?.templateId ?? '';
  const role = { id: `role-${principalId}`, roleDefinitionId, principalId, kind: 'active' } as const;
  return { ...state, roleAssignments: [...state.roleAssignments, role] };
}

function withLicence(state: TenantState, id: string): TenantState {
  const skuId = contoso.licences.find(({ skuPartNumber }) => skuPartNumber === 'POWER_BI_PRO')?.skuId ?? '';
  return changed(state, id, { directLicences: [{ skuId, disabledPlans: [], since: '2026-01-01T00:00:00Z' }] });
}

function withoutLicences(state: TenantState, id: string): TenantState {
  // The licence of the mailbox stays, as the plan would leave it.
  const kept = (state.people[id]?.cloud?.directLicences ?? []).slice(0, 1);
  return changed(state, id, { directLicences: kept, accountEnabled: false });
}

function changed(state: TenantState, id: string, more: object): TenantState {
  const person = state.people[id];
  if (person?.cloud == null) throw new Error('there is no such account');
  return { ...state, people: { ...state.people, [id]: { ...person, cloud: { ...person.cloud, ...more } } } };
}
