import { assemblePlan } from '../../../domain/assemble-plan.ts';
import { buildReport } from '../../../domain/build-report.ts';
import type { Choices, RequestKind } from '../../../domain/choices.ts';
import type { StepRecord, StepState } from '../../../domain/outcome.ts';
import type { Plan } from '../../../domain/plan.ts';
import type { Report, Runbook } from '../../../domain/report.ts';
import type { Request } from '../../../domain/request.ts';
import { runbookOf } from '../../../domain/runbook.ts';
import type { StepKind } from '../../../domain/step.ts';
import { stepRecordsOf } from '../../../domain/step-records.ts';
import type { TargetUser } from '../../../domain/target-user.ts';
import { text } from '../../../domain/text.ts';
import { aPerson, aRequest, IDS, minutesAfter, NOW, someChoices } from './given.ts';

export type Sample = {
  readonly kind?: RequestKind;
  readonly targetUser: TargetUser;
  readonly choices?: Partial<Choices>;
  readonly request?: Partial<Request> | undefined;
  /** What the ledger says; a kind that is not named is as the plan left it. */
  readonly states?: Readonly<Partial<Record<StepKind, StepState | SampleStep>>>;
};

type SampleStep = Pick<StepRecord, 'state'> & Partial<Pick<StepRecord, 'note' | 'verifiedAt'>>;

/** A Report as the domain makes it for this person, these choices and this ledger; without `request` it is a draft. */
export function sampleReport(sample: Sample): Report {
  const request = sampleRequest(sample);
  const steps = sample.request === undefined ? null : ledger(sample, request);
  return buildReport({ request, steps, now: minutesAfter(NOW, 20) });
}

export function sampleRunbook(sample: Sample): Runbook {
  const request = sampleRequest(sample);
  const inAd = ledger(sample, request).filter(({ lane }) => lane === 'on-premises');
  const runbook = runbookOf({ request, actions: inAd.map(({ kind }) => kind) });
  if (runbook === null) throw new Error('this sample has no work in Active Directory');
  return runbook;
}

export function samplePlan(sample: Sample): Plan {
  return assemblePlan({
    choices: someChoices(sample.kind ?? 'offboard', sample.choices),
    targetUser: sample.targetUser,
    requester: aPerson(),
    successor: aPerson({ id: IDS.successor, displayName: 'Lee Gu', userPrincipalName: 'lee@contoso.example' }),
    runs: [],
    now: NOW,
  });
}

function sampleRequest(sample: Sample): Request {
  const choices = someChoices(sample.kind ?? 'offboard', sample.choices);
  return aRequest({ facts: sample.targetUser, plan: samplePlan(sample), choices, ...sample.request });
}

function ledger(sample: Sample, request: Request): readonly StepRecord[] {
  return stepRecordsOf(request.plan, request.id, () => IDS.request).map((step) => {
    const given = sample.states?.[step.kind];
    if (given === undefined) return step;
    const { state, note = null, verifiedAt = null } = typeof given === 'string' ? { state: given } : given;
    const begun = !['planned', 'waiting', 'skipped'].includes(state);
    return {
      ...step,
      state,
      note,
      attempt: begun ? 1 : 0,
      intendedAt: begun ? minutesAfter(NOW, 5) : null,
      acceptedAt: ['accepted', 'verified', 'attested', 'overwritten'].includes(state) ? minutesAfter(NOW, 6) : null,
      verifiedAt: state === 'verified' ? minutesAfter(NOW, 7) : verifiedAt,
    };
  });
}

export const FAILED_NOTE = text('flow.no-lane');
