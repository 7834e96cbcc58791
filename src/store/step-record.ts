import type { StepRecord } from '../domain/outcome.ts';
import type { AuditRecord, StepChange } from '../flow/ports.ts';

/** What the audit says about a move of a step. */
export function auditStep(
  step: StepRecord,
  request: { readonly target_user_id: string; readonly version: number; readonly plan_hash: string },
  change: StepChange,
): AuditRecord {
  return {
    kind: `step-${step.state}`,
    ...(change.by ? { actorId: change.by } : {}),
    targetUserId: request.target_user_id,
    requestId: step.requestId,
    version: request.version,
    planHash: request.plan_hash,
    step: step.kind,
    code: change.turnedBack?.how ?? change.note?.key ?? null,
    graphRequestIds: graphRequestIds(step, change),
  };
}

/**
 * Every Graph call of a step carries its id as `client-request-id`; Graph's own id is in the evidence of the answer,
 * which stays there when a later try is refused before anything is sent.
 */
function graphRequestIds({ id, lane }: StepRecord, { evidence, newAttempt, acceptedAt }: StepChange): string[] {
  const isOfCall = newAttempt === true || typeof acceptedAt === 'string';
  if (!isOfCall || lane === 'on-premises') return [];
  const isNamed = typeof evidence === 'object' && evidence !== null && 'requestId' in evidence;
  return isNamed ? [id, String(evidence.requestId)] : [id];
}
