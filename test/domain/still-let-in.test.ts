import { describe, expect, it } from 'vitest';
import { liveSentence } from '../../src/cards/parts/live-sentence.ts';
import { runbookCard } from '../../src/cards/runbook-card.ts';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import { viewFor } from '../../src/domain/build-view.ts';
import type { RequestKind } from '../../src/domain/choices.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { noteAtLook, REFUSED } from '../../src/domain/refused-let-go.ts';
import type { Request } from '../../src/domain/request.ts';
import { runbookOf } from '../../src/domain/runbook.ts';
import type { StepKind } from '../../src/domain/step.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { isStillLetIn } from '../../src/domain/still-let-in.ts';
import { text } from '../../src/domain/text.ts';
import { aPerson, aRequest, aStepRecord, aSyncedTargetUser, minutesAfter, NOW, someChoices } from '../helpers/given.ts';

type Ledger = Partial<Record<StepKind, Partial<StepRecord>>>;

function reportOf(kind: RequestKind, ledger: Ledger, changes: Partial<Request> = {}, minutes = 20) {
  const facts = aSyncedTargetUser({ accountEnabled: kind !== 'restore-user' });
  const choices = someChoices(kind);
  const plan = assemblePlan({
    choices,
    targetUser: facts,
    requester: aPerson(),
    successor: null,
    runs: [],
    now: NOW,
  });
  const request = aRequest({ facts, plan, choices, state: 'watching', startedAt: NOW, ...changes });
  const steps = stepRecordsOf(plan, request.id, () => 'id').map((step) => ({ ...step, ...ledger[step.kind] }));
  return buildReport({ request, steps, now: minutesAfter(NOW, minutes) });
}

const refused = { state: 'needs-person', attempt: 1, note: text('graph.block.refused-by-sync') } as const;
const revoked = { state: 'verified', acceptedAt: NOW, verifiedAt: NOW } as const;
const keyOf = (report: ReturnType<typeof reportOf>, id: string) =>
  report.lines.find((line) => line.id === id)?.explains?.key;

describe('a block that Microsoft 365 refused', () => {
  it('is still one once the helpdesk has skipped it: the card goes on to say that the person can sign in', () => {
    const note = text('flow.waived-after', { why: refused.note });
    const report = reportOf('block-sign-in', {
      'block-sign-in': { ...refused, state: 'waived', note },
      'disable-account': { state: 'needs-person' },
    });
    expect(report.headline.key).toBe('report.headline.block-refused');
    expect(report.steps.find(({ kind }) => kind === 'block-sign-in')?.note).toEqual(note);
  });

  it('that an approver refused is not “done here” while nobody knows what became of the work in Active Directory', () => {
    const note = (key: 'flow.step-refused' | 'flow.step-refused-handed-out') => text(key, { by: 'Daan Bakker' });
    const answer = { verdict: 'refused', by: 'a', byName: 'Daan Bakker', at: NOW } as const;
    const report = reportOf(
      'block-sign-in',
      {
        'block-sign-in': { ...refused, state: 'waived', note: note('flow.step-refused') },
        'revoke-sessions': revoked,
        'disable-account': { state: 'waived', attempt: 1, note: note('flow.step-refused-handed-out') },
      },
      { emergency: { confirmBy: NOW, answer, proposal: null } },
    );
    expect(JSON.stringify(report.headline)).toContain('report.headline.refused-between');
    expect(JSON.stringify(report.headline)).not.toContain('report.headline.watching');
  });

  it('is none any more once a look finds the person kept out all the same, also after it was skipped', () => {
    const [since, skipped] = [minutesAfter(NOW, 10), text('flow.waived-after', { why: refused.note })];
    const step = { ...refused, state: 'waived', note: skipped } as const;
    const revoke = (at: string) => ({ state: 'verified', acceptedAt: at, verifiedAt: at }) as const;
    const reportAfter = (revokedAt: string, state: 'needs-person' | 'waived' = 'needs-person') =>
      reportOf('block-sign-in', {
        'block-sign-in': { ...step, note: noteAtLook(step, true, since) },
        'revoke-sessions': revoke(revokedAt),
        'disable-account': { state, attempt: 1, note: text('graph.on-premises.disable-account') },
      });
    const report = reportAfter(since);
    expect(report.headline.key).toBe('report.headline.needs-person');
    expect(report.steps.map(({ note }) => note)).toContainEqual(
      text('flow.waived-after', { why: text('graph.block.refused-but-out', { at: { instant: since } }) }),
    );
    expect(report.steps.at(-1)?.note).toEqual(text('graph.on-premises.disable-account-alone'));
    expect(report.todo.map(({ key }) => key)).toEqual(['report.todo.runbook-rest']);
    expect(report.lines.find(({ id }) => id === 'new-sign-ins')).toMatchObject({ state: 'seen', latest: since });
    expect(JSON.stringify(report)).not.toContain('waits-for-ad-refused');
    // There is no block in the cloud that directory sync could turn back.
    expect(keyOf(report, 'durable')).toBe('propagation.explains.waits-for-ad-alone');
    expect(keyOf(reportAfter(since, 'waived'), 'durable')).toBe('propagation.explains.not-planned');
    expect(keyOf(report, 'open-sessions')).not.toBe('propagation.explains.sessions-unblocked');
    // Whoever signed in before that has sessions of later than those that were ended.
    expect(keyOf(reportAfter(NOW), 'open-sessions')).toBe('propagation.explains.sessions-unblocked');
  });

  it('is not called temporary: the person can sign in until Active Directory has it, and the card says so first', () => {
    const report = reportOf('block-sign-in', {
      'block-sign-in': refused,
      'revoke-sessions': revoked,
      'disable-account': { state: 'needs-person', attempt: 1, note: text('graph.on-premises.disable-account') },
    });
    expect(report.headline.key).toBe('report.headline.block-refused');
    expect(report.steps.at(-1)?.note).toEqual(text('graph.on-premises.disable-account-refused'));
    expect(keyOf(report, 'open-sessions')).toBe('propagation.explains.sessions-unblocked');
    expect(JSON.stringify(liveSentence({ ...report, checkedAt: NOW }, String))).toContain(
      'card.live.sessions-signed-out',
    );
    expect(report.headline.values?.headline).toMatchObject({ key: 'report.headline.needs-person' });
    expect(report.todo.map(({ key }) => key)).toEqual(['report.todo.runbook-refused']);
    expect(keyOf(report, 'new-sign-ins')).toBe('propagation.explains.waits-for-ad-refused');
    expect(keyOf(report, 'durable')).toBe('propagation.explains.waits-for-ad-refused');
    expect(JSON.stringify([report.warnings, report.todo, report.lines])).not.toContain('waits-for-ad-until');
  });

  it('is no temporary one where it was turned back: the work in Active Directory says that the person may be in', () => {
    const report = reportOf('block-sign-in', {
      'block-sign-in': { state: 'overwritten', turnedBack: { times: 1, at: NOW, by: null, how: 'sync' } },
      'revoke-sessions': revoked,
      'disable-account': { state: 'needs-person', attempt: 1, note: text('graph.on-premises.disable-account') },
    });
    expect(report.steps.at(-1)?.note).toEqual(text('graph.on-premises.disable-account-turned-back'));
    const runbook = runbookOf({ request: report.request, actions: ['disable-account'] });
    const reader = { locale: 'en', timeZone: 'UTC' } as const;
    const card = JSON.stringify(runbookCard({ report, runbook, open: true }, reader));
    expect(card).toContain('may be able to sign in now: the block was turned back');
    expect(card).not.toContain('can turn');
  });

  describe('on hold, while the account is to be disabled in Active Directory all the same', () => {
    const hold = { how: 'hold', by: 'b', byName: 'Ben', at: NOW, reason: 'Wait', until: null, reminded: 0 } as const;
    const inAd = { state: 'needs-person', attempt: 1, note: text('graph.on-premises.disable-account') } as const;
    const held = (block: Partial<StepRecord>) => {
      const ledger = { 'block-sign-in': block, 'revoke-sessions': revoked, 'disable-account': inAd };
      return reportOf('block-sign-in', ledger, { hold });
    };

    it('is nothing that anybody answers about, and that work is still planned', () => {
      const report = held(refused);
      expect(report.todo.map(({ key }) => key)).toEqual(['report.todo.runbook-refused', 'report.todo.on-hold']);
      expect(keyOf(report, 'new-sign-ins')).toBe('propagation.explains.waits-for-ad-refused');
      expect(keyOf(report, 'durable')).toBe('propagation.explains.waits-for-ad-refused');
    });

    it('is no temporary one where it was turned back', () => {
      const turnedBack = { times: 2, at: NOW, by: null, how: 'sync' } as const;
      const report = held({ state: 'overwritten', turnedBack });
      expect(report.todo.map(({ key }) => key)).toEqual(['report.todo.overwritten', 'report.todo.on-hold']);
      const runbook = runbookOf({ request: report.request, actions: ['disable-account'] });
      const card = JSON.stringify(runbookCard({ report, runbook, open: true }, { locale: 'en', timeZone: 'UTC' }));
      expect(card).toContain('may be able to sign in now: the block was turned back. Ben put the rest on hold');
      expect(card).not.toContain('temporary');
      const byPerson = held({ state: 'overwritten', turnedBack: { ...turnedBack, by: 'Eve', how: 'person' } });
      expect(byPerson.todo.map(({ key }) => key)).toEqual([
        'report.todo.runbook-rest',
        'report.todo.stuck-on-hold',
        'report.todo.on-hold',
      ]);
    });
  });

  it('is no temporary one where it failed: nothing is said of what directory sync would turn back, nor who can sign in', () => {
    const report = reportOf('block-sign-in', {
      'block-sign-in': { state: 'failed', attempt: 1, note: text('flow.refused-unchanged', { why: 'no rights' }) },
      'revoke-sessions': revoked,
      'disable-account': { state: 'needs-person', attempt: 1, note: text('graph.on-premises.disable-account') },
    });
    expect(report.steps.at(-1)?.note).toEqual(text('graph.on-premises.disable-account-alone'));
    expect(report.todo.map(({ key }) => key)).toEqual(['report.todo.failed', 'report.todo.runbook-rest']);
    expect(keyOf(report, 'durable')).toBe('propagation.explains.waits-for-ad-alone');
    expect(report.warnings.map(({ key }) => key)).not.toContain('plan.warning.temporary');
  });

  it.each(['pass-through', 'federated', 'unknown'] as const)(
    'does not say that somebody can sign in whose password is checked, or may be, in Active Directory (%s)',
    (signIn) => {
      const facts = aSyncedTargetUser({ signIn });
      const inAd = { state: 'needs-person', attempt: 1, note: text('graph.on-premises.disable-account') } as const;
      const report = reportOf('block-sign-in', { 'block-sign-in': refused, 'disable-account': inAd }, { facts });
      expect(report.headline.key).toBe('report.headline.block-refused-elsewhere');
      expect(report.steps.at(-1)?.note).toEqual(text('graph.on-premises.disable-account-alone'));
      expect(report.todo.map(({ key }) => key)).toEqual(['report.todo.runbook-rest']);
      expect(keyOf(report, 'new-sign-ins')).toBe('propagation.explains.waits-for-ad-alone');
      expect(keyOf(report, 'durable')).toBe('propagation.explains.waits-for-ad-alone');
      const runbook = runbookOf({ request: report.request, actions: ['disable-account'] });
      const card = JSON.stringify(runbookCard({ report, runbook, open: true }, { locale: 'en', timeZone: 'UTC' }));
      expect(card).not.toContain('can still sign in');
      expect(card).not.toContain('person can sign in');
      const cannot = {
        state: 'failed',
        attempt: 1,
        note: text('flow.runbook-cannot', { reason: 'No rights' }),
      } as const;
      const over = reportOf('block-sign-in', { 'block-sign-in': refused, 'disable-account': cannot }, { facts });
      expect(over.headline.key).toBe('report.headline.block-refused-elsewhere');
      expect(keyOf(over, 'new-sign-ins')).toBe('propagation.explains.block-refused-elsewhere');
      const failed = { state: 'failed', attempt: 4, evidence: { accountEnabled: true, read: NOW } } as const;
      const other = reportOf('block-sign-in', { 'block-sign-in': failed }, { facts });
      expect(other.headline.key).toBe('report.headline.block-failed-elsewhere');
    },
  );

  describe('that failed after the account had been read enabled', () => {
    const [at, later] = [minutesAfter(NOW, 15), minutesAfter(NOW, 30)];
    const failed = {
      state: 'failed',
      attempt: 4,
      intendedAt: NOW,
      note: text('flow.only-answered', { status: 503, count: 4 }),
      evidence: { accountEnabled: true, read: at },
    } as const;
    const ofSessions = (ledger: Ledger) => {
      return reportOf('block-sign-in', ledger).lines.find(({ id }) => id === 'open-sessions');
    };

    it('says when the person could still sign in, on hold and after it was skipped as well', () => {
      const headline = { key: 'report.headline.block-failed', values: { at: { instant: at } } };
      const hold = { how: 'hold', by: 'b', byName: 'Ben', at, reason: 'Wait', until: null, reminded: 0 } as const;
      const skipped = {
        ...failed,
        state: 'waived',
        note: text('flow.waived-not-known', { why: failed.note }),
      } as const;
      const inAd = { state: 'waived', note: text('flow.waived') } as const;
      expect(reportOf('block-sign-in', { 'block-sign-in': failed }).headline).toMatchObject(headline);
      expect(reportOf('block-sign-in', { 'block-sign-in': failed }, { hold }).headline).toMatchObject(headline);
      const over = reportOf('block-sign-in', { 'block-sign-in': skipped, 'disable-account': inAd });
      expect(over.headline).toMatchObject(headline);
    });

    it('says nothing of it once Active Directory is said to have it', () => {
      const inAd = { state: 'attested', acceptedAt: at } as const;
      const { headline } = reportOf('block-sign-in', { 'block-sign-in': failed, 'disable-account': inAd });
      expect(JSON.stringify(headline)).not.toContain('block-failed');
    });

    it('is dated with the hour at which that was found, not with that of the attempt', () => {
      const report = reportOf('block-sign-in', { 'block-sign-in': failed });
      expect(report.steps.find(({ kind }) => kind === 'block-sign-in')?.at).toBe(at);
    });

    it('leaves the sessions open that came after the others were ended, until a block ends them', () => {
      const open = 'propagation.explains.sessions-unblocked';
      expect(ofSessions({ 'block-sign-in': failed, 'revoke-sessions': revoked })?.explains?.key).toBe(open);
      const again = { state: 'planned', attempt: 4, acceptedAt: null } as const;
      expect(ofSessions({ 'block-sign-in': again, 'revoke-sessions': revoked })?.explains?.key).toBe(open);
      const made = { state: 'accepted', attempt: 5, acceptedAt: later, verifiedAt: later } as const;
      const first = { ...made, acceptedAt: NOW, verifiedAt: NOW } as const;
      const before = ofSessions({ 'block-sign-in': first, 'revoke-sessions': revoked })?.latest ?? '';
      const after = ofSessions({ 'block-sign-in': made, 'revoke-sessions': revoked });
      expect(Date.parse(after?.latest ?? '') - Date.parse(before)).toBe(30 * 60_000);
      expect(after?.explains).toBeNull();
    });
  });

  it('can still sign in where IT said that it had disabled the account, and had not: it is asked of IT again', () => {
    const report = reportOf('block-sign-in', {
      'block-sign-in': refused,
      'revoke-sessions': revoked,
      'disable-account': { state: 'overwritten', turnedBack: { times: 1, at: NOW, by: null, how: 'said' } },
    });
    expect(report.headline).toMatchObject({
      key: 'report.headline.block-refused',
      values: { headline: { key: 'report.headline.said-not-seen' } },
    });
    expect(keyOf(report, 'new-sign-ins')).toBe('propagation.explains.waits-for-ad-refused');
    expect(keyOf(report, 'durable')).toBe('propagation.explains.waits-for-ad-refused');
    expect(report.todo.map(({ key }) => key)).not.toContain('report.todo.by-hand');
  });

  it('is known not to have stopped anybody once the helpdesk cannot do it either', () => {
    const report = reportOf('block-sign-in', {
      'block-sign-in': refused,
      'revoke-sessions': revoked,
      'disable-account': { state: 'failed', attempt: 1, note: text('flow.runbook-cannot', { reason: 'No rights' }) },
    });
    expect(report.headline.key).toBe('report.headline.block-refused');
    expect(keyOf(report, 'new-sign-ins')).toBe('propagation.explains.block-refused');
  });

  it('goes on to be said once its work in Active Directory was let go too', () => {
    const report = reportOf('block-sign-in', {
      'block-sign-in': { ...refused, state: 'waived', note: text('flow.waived-after', { why: refused.note }) },
      'revoke-sessions': revoked,
      'disable-account': { state: 'waived', note: text('flow.waived') },
    });
    expect(report.headline.key).toBe('report.headline.block-refused');
    expect(keyOf(report, 'new-sign-ins')).toBe('propagation.explains.block-refused');
    expect(keyOf(report, 'open-sessions')).toBe('propagation.explains.sessions-unblocked');
  });

  it('was turned back and left so: nothing is called temporary, and sessions are those from before that', () => {
    const turned = { times: 1, at: minutesAfter(NOW, 10), by: null, how: 'sync' } as const;
    const report = reportOf('block-sign-in', {
      'block-sign-in': { state: 'waived', acceptedAt: NOW, verifiedAt: NOW, turnedBack: turned },
      'revoke-sessions': revoked,
      'disable-account': { state: 'waived', note: text('flow.waived') },
    });
    expect(report.warnings.map(({ key }) => key)).not.toContain('plan.warning.temporary');
    expect(report.headline.values?.headline).toMatchObject({ key: 'report.headline.overwritten' });
    expect(report.lines.find(({ id }) => id === 'new-sign-ins')?.state).not.toBe('seen');
    expect(keyOf(report, 'new-sign-ins')).toBe('propagation.explains.turned-back');
    expect(keyOf(report, 'open-sessions')).toBe('propagation.explains.new-sessions');
  });

  it('is one piece of work with what could not be done in Active Directory, beside other steps by name', () => {
    const ledger = { 'block-sign-in': refused, 'disable-account': { state: 'failed' } } as const;
    const { request } = reportOf('block-sign-in', ledger);
    const steps = [
      aStepRecord({ kind: 'block-sign-in', ...refused }),
      aStepRecord({ kind: 'disable-account', lane: 'on-premises', state: 'failed' }),
      aStepRecord({ kind: 'leave-groups', state: 'needs-person' }),
    ];
    expect(buildReport({ request, steps, now: NOW }).todo.slice(0, 2)).toEqual([
      text('report.todo.failed', { steps: [text('step.disable-account.title')] }),
      text('report.todo.by-hand', { steps: [text('step.leave-groups.title')] }),
    ]);
    expect(reportOf('block-sign-in', ledger).todo.filter(({ key }) => key === 'report.todo.by-hand')).toEqual([]);
  });

  it.each(['overwritten', 'attested'] as const)(
    'is nothing that people can do by hand where the work in Active Directory is %s: that is what is asked for',
    (state) => {
      const turnedBack = { times: 1, at: NOW, by: null, how: 'said' } as const;
      const inAd = { state, acceptedAt: NOW, ...(state === 'overwritten' ? { turnedBack } : {}) };
      const todo = reportOf('block-sign-in', { 'block-sign-in': refused, 'disable-account': inAd }).todo;
      expect(todo.map(({ key }) => key)).toEqual([
        state === 'overwritten' ? 'report.todo.overwritten' : 'report.todo.attested',
      ]);
    },
  );

  it('leaves nothing to restore: that is not offered before anything was taken', () => {
    const actionsAfter = (ledger: Ledger) => viewFor(reportOf('block-sign-in', ledger), { role: 'requester' });
    const ledger = { 'block-sign-in': refused, 'revoke-sessions': revoked } as const;
    expect(actionsAfter(ledger)).toMatchObject({ actions: [] });
    expect(actionsAfter({ ...ledger, 'block-sign-in': { state: 'accepted', acceptedAt: NOW } })).toMatchObject({
      actions: ['restore-instead'],
    });
  });

  it('is not spoken of any more once Active Directory is said to have it', () => {
    const report = reportOf('block-sign-in', {
      'block-sign-in': refused,
      'disable-account': { state: 'attested', acceptedAt: NOW, evidence: { result: { at: NOW } } },
    });
    expect(JSON.stringify(report.headline)).not.toContain('block-refused');
  });
});

describe('a restore of somebody who can sign in already, since directory sync turned the block back', () => {
  const report = reportOf(
    'restore-user',
    {
      'enable-account': { state: 'skipped', note: text('flow.unnecessary') },
      'unblock-sign-in': { state: 'skipped', note: text('graph.unblock.already'), evidence: { read: NOW } },
    },
    { state: 'done', endedAt: minutesAfter(NOW, 10) },
  );

  it('warns of nothing that would come first, and of no sync that would block again', () => {
    expect(report.warnings.map(({ key }) => key)).not.toContain('plan.warning.enable-first');
    expect(JSON.stringify(report.lines)).not.toContain('only-in-cloud');
    expect(report.lines.find(({ id }) => id === 'durable')?.state).toBe('seen');
  });

  it('says of mail and files that nothing had to come back', () => {
    expect(keyOf(report, 'open-sessions')).toBe('propagation.restore.explains.allowed-already');
  });
});

describe('a bare Done', () => {
  const ledger = {
    'block-sign-in': {
      state: 'accepted',
      acceptedAt: NOW,
      verifiedAt: NOW,
      evidence: { read: minutesAfter(NOW, 150) },
    },
    'revoke-sessions': revoked,
    'disable-account': {
      state: 'attested',
      acceptedAt: minutesAfter(NOW, 20),
      verifiedAt: minutesAfter(NOW, 50),
      evidence: null,
    },
  } as const;
  const report = reportOf('block-sign-in', ledger, {}, 160);

  it('promises no hour that is over, and waits for its proof and for no sync', () => {
    expect(report.lines.find(({ id }) => id === 'durable')).toMatchObject({
      state: 'at-risk',
      latest: null,
      explains: { key: 'propagation.explains.attested-over' },
    });
    expect(JSON.stringify(liveSentence(report, (instant) => instant))).toContain('card.live.seen-in-cloud');
  });

  it('that was found not to be so waits for Active Directory at that look, and a later look at the cloud says nothing of it', () => {
    const found = (minutes: number) => {
      const turnedBack = { times: 1, at: minutesAfter(NOW, minutes), by: null, how: 'said' } as const;
      const inAd = { ...ledger['disable-account'], state: 'overwritten', turnedBack } as const;
      return JSON.stringify(
        liveSentence(reportOf('block-sign-in', { ...ledger, 'disable-account': inAd }, {}, 160), (instant) => instant),
      );
    };
    expect(found(150)).toContain('card.live.waits-for-ad');
    expect(found(50)).toContain('card.live.seen-in-cloud');
  });

  it('is shown at the hour at which it was said, and not at that of a later look', () => {
    expect(report.steps.find(({ kind }) => kind === 'disable-account')?.at).toBe(minutesAfter(NOW, 20));
  });
});

it('what cannot be done is shown at the hour at which the helpdesk said so', () => {
  const report = reportOf('block-sign-in', {
    'disable-account': { state: 'failed', intendedAt: NOW, evidence: { cannotAt: minutesAfter(NOW, 6) } },
  });
  expect(report.steps.find(({ kind }) => kind === 'disable-account')?.at).toBe(minutesAfter(NOW, 6));
});

it.each([
  ['nobody had reported', text('flow.waived-after', { why: 'No rights' }), true],
  ['somebody had reported, unconfirmed', text('flow.waived-not-confirmed'), false],
] as const)(
  'who was refused to be blocked is in once the work in Active Directory is let go that %s',
  (_, note, isIn) => {
    const block = { kind: 'block-sign-in', state: 'needs-person', note: text(REFUSED) } as const;
    expect(isStillLetIn([block, { kind: 'disable-account', state: 'waived', note }])).toBe(isIn);
  },
);
