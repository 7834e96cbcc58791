import { describe, expect, it } from 'vitest';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import type { Choices } from '../../src/domain/choices.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { Request } from '../../src/domain/request.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { text } from '../../src/domain/text.ts';
import { translate } from '../../src/locales/translate.ts';
import {
  AD_DOMAIN,
  aMembership,
  aPerson,
  aPlan,
  aRequest,
  aStepRecord,
  aSyncedTargetUser,
  aTargetUser,
  minutesAfter,
  NOW,
  someChoices,
} from '../helpers/given.ts';

const STALE = 'plan.warning.sync-stale';
const ERRORS = 'plan.warning.provisioning-errors';
const troubled = { tenantLastSync: minutesAfter(NOW, -300), provisioningErrors: ['PropertyConflict'] };
const later = minutesAfter(NOW, 61);
const MADE = { state: 'verified', acceptedAt: NOW, verifiedAt: NOW, attempt: 1 } as const;

/** The warnings about directory sync on the card of a block that was asked while it was overdue and reported errors. */
function warningsOf(request: Partial<Request>, seen: Partial<TargetUser> = {}, step: Partial<StepRecord> = {}) {
  const facts = aSyncedTargetUser(troubled);
  const choices = someChoices('block-sign-in');
  const requester = aPerson();
  const plan = assemblePlan({
    choices,
    targetUser: facts,
    requester,
    successor: null,
    runs: [],
    now: NOW,
  });
  const asked = aRequest({ facts: { ...facts, ...seen }, plan, choices, ...request });
  const steps = stepRecordsOf(plan, asked.id, () => 'id').map((each) => ({ ...each, ...step }));
  const { warnings } = buildReport({ request: asked, steps, now: minutesAfter(NOW, 62) });
  return warnings.filter(({ key }) => key === STALE || key === ERRORS);
}

describe('what the plan warned of directory sync', () => {
  const pending = {};
  const done = { state: 'done', startedAt: NOW, endedAt: later } as const;

  it('stands as long as nothing newer was read', () => {
    expect(warningsOf(pending).map(({ key }) => key)).toEqual([STALE, ERRORS]);
  });

  it('is not said any more once a look has seen directory sync run, and no errors', () => {
    const evidence = { read: later, tenantLastSync: minutesAfter(NOW, 60), provisioningErrors: [] };
    expect(warningsOf(done, {}, { state: 'verified', verifiedAt: later, evidence })).toEqual([]);
  });

  it('is said by the newest hour where directory sync is overdue still', () => {
    const at = minutesAfter(NOW, -200);
    expect(warningsOf(pending, { syncSeen: { at, readAt: later, shown: at } })[0]).toEqual(
      text(STALE, { at: { instant: at } }),
    );
  });

  it('is not said any more of a request that waits, once its person was read anew', () => {
    const at = minutesAfter(NOW, 60);
    expect(warningsOf(pending, { syncSeen: { at, readAt: later, shown: at } }).map(({ key }) => key)).toEqual([ERRORS]);
  });
});

describe('what goes with an account that is deleted', () => {
  const planOf = (choices: Partial<Choices>, facts: Partial<TargetUser>) =>
    assemblePlan({
      choices: someChoices('offboard', { forwardingChecked: true, ...choices }),
      targetUser: aTargetUser(facts),
      requester: aPerson(),
      successor: aPerson(),
      runs: [],
      now: NOW,
    });
  // Whatever a plan warns of because it deletes the account.
  const mailboxes = ['user', 'unknown', 'on-premises'] as const;
  const lost = mailboxes.flatMap((mailbox) =>
    [true, false].flatMap((shareFiles) => {
      const kept = planOf({ shareFiles }, { mailbox }).warnings.map(({ key }) => key);
      const { warnings } = planOf({ shareFiles, account: 'delete' }, { mailbox });
      return warnings.filter(({ key }) => !kept.includes(key));
    }),
  );
  const plan = aPlan({ warnings: lost });
  const warned = (state: StepRecord['state'], changes: Partial<Request> = {}) =>
    buildReport({
      request: aRequest({ plan, state: 'done-with-gaps', startedAt: NOW, endedAt: NOW, ...changes }),
      steps: [aStepRecord({ kind: 'delete-account', state })],
      now: later,
    }).warnings.length;

  it.each([
    ['is warned of while it is deleted', 'verified', {}, lost.length],
    ['is not, where the helpdesk let the deletion go', 'waived', {}, 0],
    ['is not, where it failed and all is over', 'failed', {}, 0],
    ['is not, where somebody brought the account back', 'overwritten', { state: 'watching', endedAt: null }, 0],
    ['is, where it failed and is tried again', 'failed', { state: 'watching', endedAt: null }, lost.length],
    ['is not, once a later request brought the person back', 'verified', { note: text('flow.watch-ended-by') }, 0],
  ] as const)('%s', (_, state, changes, count) => {
    expect(warned(state, changes)).toBe(count);
  });

  it('is everything that a plan can warn of', () => {
    expect([...new Set(lost.map(({ key }) => key))].sort()).toEqual([
      'plan.warning.files-lost',
      'plan.warning.files-shared',
      'plan.warning.mail-lost',
      'plan.warning.mail-lost-on-premises',
      'plan.warning.mail-perhaps-lost',
    ]);
  });

  it.each([
    ['leaves nobody files to copy that were not shared', 'waived', 'plan.warning.files-not-shared'],
    ['leaves nobody files to copy that are not shared any more', 'overwritten', 'plan.warning.files-not-shared'],
    ['leaves files to be copied by whom they are shared with', 'verified', 'plan.warning.files-shared'],
  ] as const)('%s', (_, state, key) => {
    const shared = text('plan.warning.files-shared', { name: 'Zoë', successor: 'Lee' });
    const { warnings } = buildReport({
      request: aRequest({ plan: aPlan({ warnings: [shared] }), state: 'watching', startedAt: NOW }),
      steps: [
        aStepRecord({ kind: 'share-onedrive', state }),
        aStepRecord({ kind: 'delete-account', state: 'verified' }),
      ],
      now: later,
    });
    expect(warnings).toEqual([text(key, { name: 'Zoë', successor: 'Lee' })]);
  });
});

describe('files that were to be shared with a successor', () => {
  const shared = text('plan.warning.files-shared', { name: 'Zoë', successor: 'Lee' });
  const warned = (note: StepRecord['note']) =>
    buildReport({
      request: aRequest({ plan: aPlan({ warnings: [shared] }), state: 'watching', startedAt: NOW }),
      steps: [aStepRecord({ kind: 'share-onedrive', state: 'skipped', note })],
      now: later,
    }).warnings;

  it('are copied by nobody where the look at its turn found none', () => {
    expect(warned(text('graph.share.no-drive'))).toEqual([]);
  });

  it('are copied by a successor who could work with them already', () => {
    expect(warned(text('graph.share.already'))).toEqual([shared]);
  });
});

describe('addresses that others hold of an account that comes back from Active Directory', () => {
  const held = text('plan.warning.addresses-held', { conflicts: 'adele@contoso.example (Adele Vermeer)', more: 0 });
  const warned = (state: StepRecord['state'], changes: Partial<Request> = {}) =>
    buildReport({
      request: aRequest({ plan: aPlan({ warnings: [held] }), state: 'running', startedAt: NOW, ...changes }),
      steps: [aStepRecord({ kind: 'restore-account', lane: 'on-premises', state })],
      now: later,
    }).warnings.length;

  it.each([
    ['are freed first, before anything began', 'planned', { state: 'scheduled', startedAt: null }, 1],
    ['are freed first, while IT is to restore it', 'needs-person', {}, 1],
    ['are freed before the sync, once it is said to be restored', 'attested', {}, 1],
    ['are asked of nobody once it is back', 'verified', {}, 0],
    ['are asked of nobody where it was there already', 'skipped', {}, 0],
    ['are asked of nobody where its return was let go', 'waived', {}, 0],
    ['are asked of nobody once all is over', 'failed', { state: 'done-with-gaps', endedAt: later }, 0],
  ] as const)('%s', (_, state, changes, count) => {
    expect(warned(state, changes)).toBe(count);
  });
});

describe('the copy in Active Directory of an account that was moved to the cloud', () => {
  const facts = aTargetUser({ identity: 'cloud-managed' });
  const choices = someChoices('block-sign-in');
  const requester = aPerson();
  const plan = assemblePlan({ choices, targetUser: facts, requester, successor: null, runs: [], now: NOW });
  const notesOf = (changes: Partial<Request>) => {
    const request = aRequest({ facts, plan, choices, ...changes });
    const { notes } = buildReport({ request, steps: stepRecordsOf(plan, request.id, () => 'id'), now: later });
    return notes.filter(({ key }) => key === 'plan.note.ad-copy');
  };

  it.each(['pending', 'approved', 'scheduled'] as const)('is asked of nobody before anything began: %s', (state) => {
    expect(notesOf({ state })).toEqual([]);
    const report = buildReport({ request: aRequest({ facts, plan, choices, state }), steps: null, now: NOW });
    expect(report.notes).toContainEqual(text('plan.note.ad-copy-to-come', { name: facts.displayName }));
  });

  it.each(['en', 'nl'] as const)('is for people, and says whom to ask: %s', (locale) => {
    const [note] = notesOf({ state: 'running', startedAt: NOW }).map((each) =>
      translate(each, { locale, timeZone: 'UTC' }),
    );
    expect(note).toMatch(/The helpdesk: ask whoever manages|De helpdesk: vraag wie .* beheert/);
    expect(note).not.toMatch(/IT disables|IT schakelt/);
  });

  it.each([
    ['running', 1],
    ['done', 1],
    ['declined', 0],
    ['withdrawn', 0],
    ['expired', 0],
    ['stopped', 0],
  ] as const)('is asked of people for what is done alone: %s', (state, count) => {
    expect(notesOf({ state, startedAt: NOW, endedAt: later })).toHaveLength(count);
  });
});

describe('groups that nobody else owns, where they are kept', () => {
  const facts = aTargetUser({
    memberships: [aMembership({ name: 'Budget', lastOwner: true, owner: true })],
    directReports: 3,
    readAt: NOW,
  });
  const choices = someChoices('block-sign-in');
  const requester = aPerson();
  const plan = assemblePlan({ choices, targetUser: facts, requester, successor: null, runs: [], now: NOW });
  const saidOf = (changes: Partial<Request>) => {
    const request = aRequest({ facts, plan, choices, ...changes });
    const { notes } = buildReport({ request, steps: stepRecordsOf(plan, request.id, () => 'id'), now: later });
    return notes.map((note) => translate(note, { locale: 'en', timeZone: 'UTC' })).join('\n');
  };
  const ASKED = 'The helpdesk: make sure that it has another owner';
  const begun = { state: 'watching', startedAt: NOW } as const;

  it.each(['pending', 'approved', 'scheduled'] as const)('are given to nobody before anything began: %s', (state) => {
    const said = saidOf({ state });
    expect(said).not.toContain('The helpdesk:');
    expect(said).toContain('Once this has begun, the helpdesk has to make sure that it has another owner');
  });

  it('are a word about the hour at which they were read, as are the people who report to somebody', () => {
    const said = saidOf(begun);
    expect(said).toContain(ASKED);
    expect(said).not.toMatch(/ is the only owner|people report to/);
    expect(said).toMatch(/^As read on .* at \d{2}:\d{2} UTC, 3 people reported to/m);
    expect(said).toMatch(/^As read on .* at \d{2}:\d{2} UTC, .* was the only owner of the group “Budget”/m);
  });

  it.each([
    ['somebody is back', { ...begun, note: text('flow.watch-ended-by', { reference: 'L-2' }) }],
    ['an approver stopped it', { ...begun, state: 'stopped' }],
    ['nobody approved it', { state: 'declined' }],
  ] as const)('are asked for no more once %s', (_, changes) => {
    expect(saidOf(changes)).not.toContain('only owner');
    const before = { ...plan, notes: [text('plan.note.only-owner', { name: 'Zoë', count: 1, groups: ['Budget'] })] };
    expect(saidOf({ ...changes, plan: before })).not.toContain('only owner');
  });
});

describe('what Leaver does itself in Active Directory', () => {
  const facts = aSyncedTargetUser({ accountEnabled: false, adDomain: { ...AD_DOMAIN, way: 'ldaps' } });
  const keysWith = (kind: 'block-sign-in' | 'restore-user', state: StepRecord['state']) => {
    const choices = someChoices(kind);
    const targetUser = kind === 'block-sign-in' ? { ...facts, accountEnabled: true } : facts;
    const given = { choices, targetUser, requester: aPerson(), successor: null, runs: [], now: NOW };
    const request = aRequest({
      facts: targetUser,
      choices,
      plan: assemblePlan(given),
      state: 'running',
      startedAt: NOW,
    });
    const steps = stepRecordsOf(request.plan, request.id, () => 'id').map((step) =>
      step.lane === 'on-premises' ? { ...step, state, attempt: 1 } : { ...step, ...MADE },
    );
    return buildReport({ request, steps, now: minutesAfter(NOW, 5) }).warnings.map(({ key }) => key);
  };

  it.each(['needs-person', 'failed'] as const)('is not promised once it is with people: %s', (state) => {
    expect(keysWith('block-sign-in', 'running')).toContain('plan.warning.temporary-by-leaver');
    expect(keysWith('block-sign-in', state)).toContain('plan.warning.temporary');
    expect(keysWith('block-sign-in', state)).not.toContain('plan.warning.temporary-by-leaver');
    expect(keysWith('restore-user', 'running')).toContain('plan.warning.enable-first-by-leaver');
    expect(keysWith('restore-user', state)).toContain('plan.warning.enable-first');
    expect(keysWith('restore-user', state)).not.toContain('plan.warning.enable-first-by-leaver');
  });

  it('is not promised, of Leaver or of people, once the helpdesk skipped it', () => {
    expect(keysWith('restore-user', 'waived').filter((key) => key.startsWith('plan.warning.enable-first'))).toEqual([]);
  });
});
