import { describe, expect, it } from 'vitest';
import { planRows } from '../../src/cards/parts/plan-rows.ts';
import { progressRows } from '../../src/cards/parts/progress-rows.ts';
import { stepRows } from '../../src/cards/parts/steps.ts';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import type { Choices } from '../../src/domain/choices.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { type Text, text } from '../../src/domain/text.ts';
import {
  aMembership,
  aPerson,
  aRequest,
  aStepRecord,
  aSyncedTargetUser,
  aTargetUser,
  NOW,
  someChoices,
} from '../helpers/given.ts';
import { aGroupPart } from '../helpers/some-parts.ts';

const reader = { locale: 'en', timeZone: 'Europe/Amsterdam' } as const;

function planOf(targetUser: TargetUser, choices: Choices) {
  const successor = aPerson({ id: choices.successorId ?? 'nobody', displayName: 'Megan Bowen' });
  return assemblePlan({ choices, targetUser, requester: aPerson(), successor, runs: [], now: NOW });
}

function groupsRow(targetUser: TargetUser, choices = someChoices('offboard')): string {
  const plan = planOf(targetUser, choices);
  const report = buildReport({ request: aRequest({ facts: targetUser, choices, plan }), steps: null, now: NOW });
  const at = report.steps.findIndex(({ kind }) => kind === 'leave-groups');
  return JSON.stringify(planRows(report, reader, 'full')[at]?.details ?? null);
}

const groups = [
  aMembership({ groupId: 'a', name: 'Sales' }),
  aMembership({ groupId: 'b', name: 'Owned', owner: true, lastOwner: true }),
  aMembership({ groupId: 'c', name: 'GG-Finance', class: 'synced' }),
];

const dynamic = aMembership({ groupId: 'b', name: 'All staff', class: 'dynamic' });

describe('the groups of somebody who leaves', () => {
  it('counts as staying only what stays: what is left in Active Directory is left in a step of its own', () => {
    const row = groupsRow(aSyncedTargetUser({ memberships: groups }));
    expect(row).toContain('One more stays; the details say why.');
    expect(row).toContain('One more is left in Active Directory, in a step of its own.');
  });

  it('are not possible to leave, rather than not needed, where none can be left here; the details say of each why', () => {
    const targetUser = aTargetUser({ memberships: [dynamic] });
    const choices = someChoices('offboard');
    const request = aRequest({ facts: targetUser, choices, plan: planOf(targetUser, choices) });
    const at = request.plan.steps.findIndex(({ kind }) => kind === 'leave-groups');
    const report = buildReport({ request, steps: null, now: NOW });
    const row = planRows(report, reader, 'full')[at];
    expect(row?.asides.map(({ words }) => words)).toEqual([' · not possible here']);
    expect(JSON.stringify(row?.more)).toContain('All staff: a rule decides');
    const begun = { ...report, request: { ...request, startedAt: NOW, state: 'running' } as const };
    expect(JSON.stringify(progressRows(begun, reader, 'full').rows[at]?.details)).toContain('not possible here');
  });

  it('are not said to have been asked for where the plan left them out', () => {
    const targetUser = aTargetUser({ memberships: [dynamic] });
    const choices = someChoices('offboard');
    const request = aRequest({ facts: targetUser, choices, plan: planOf(targetUser, choices), state: 'withdrawn' });
    const { steps } = stepRows(buildReport({ request, steps: null, now: NOW }), 'asked', reader);
    expect(steps.map(({ title }) => title)).toContain('Block sign-in');
    expect(steps.map(({ title }) => title)).not.toContain('Leave groups');
  });

  it('says of nothing that it stays with an account that is deleted', () => {
    const row = groupsRow(
      aTargetUser({ memberships: groups.map((group) => ({ ...group, lastOwner: false })).with(1, dynamic) }),
      someChoices('offboard', { account: 'delete', reason: 'resigned', forwardingChecked: true }),
    );
    expect(row).toContain('Sales');
    expect(row).not.toContain('stays');
  });
});

it('says how long files stay of an account that is deleted, also where somebody gets access to them', () => {
  const targetUser = aTargetUser();
  const { warnings, steps } = planOf(
    targetUser,
    someChoices('offboard', { account: 'delete', reason: 'resigned', forwardingChecked: true, shareFiles: true }),
  );
  expect(steps.find(({ kind }) => kind === 'share-onedrive')?.skip).toBeNull();
  expect(warnings).toContainEqual({
    key: 'plan.warning.files-shared',
    values: { name: targetUser.displayName, successor: 'Megan Bowen' },
  });
});

describe('the groups of somebody who comes back', () => {
  it('are all named in the details, however long their names are together', () => {
    const names = Array.from(
      { length: 30 },
      (_, place) => `A group of which the name is rather long, number ${place};`,
    );
    const parts = names.map((name, place) => aGroupPart(`g${place}`, { name }));
    const taken = { state: 'verified', attempt: 1, acceptedAt: NOW, verifiedAt: NOW, parts } as const;
    const run = { request: aRequest({ state: 'done' }), steps: [aStepRecord({ kind: 'leave-groups', ...taken })] };
    const targetUser = aTargetUser({ accountEnabled: false, memberships: [] });
    const choices = someChoices('restore-user');
    const asked = { choices, targetUser, requester: aPerson(), successor: null, runs: [run], now: NOW };
    const plan = assemblePlan(asked);
    const report = buildReport({ request: aRequest({ facts: targetUser, choices, plan }), steps: null, now: NOW });
    const rows = JSON.stringify(planRows(report, reader, 'full'));
    expect(names.filter((name) => !rows.includes(name))).toEqual([]);
  });
});

describe('a step that failed, or was only reported done', () => {
  it('is no alarm any more once a later request turned its own round', () => {
    const steps = [
      aStepRecord({ kind: 'leave-groups', state: 'failed', attempt: 1, note: text('flow.not-confirmed') }),
      aStepRecord({ kind: 'hide-from-address-lists', position: 1, state: 'attested', acceptedAt: NOW }),
    ];
    const coloursOf = (note: Text | null) => {
      const request = aRequest({ state: 'done-with-gaps', startedAt: NOW, endedAt: NOW, note });
      const { rows } = progressRows(buildReport({ request, steps, now: NOW }), reader, 'full');
      return rows.flatMap(({ colour, details }) => [colour, details[0]?.colour]);
    };
    expect(coloursOf(null)).toEqual(['attention', 'attention', 'attention', 'attention']);
    const undone = text('flow.watch-ended-by', { reference: 'L-2', at: { instant: NOW } });
    expect(coloursOf(undone)).toEqual(['default', 'default', 'default', 'default']);
  });
});
