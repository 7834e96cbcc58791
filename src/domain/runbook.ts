import { createHash } from 'node:crypto';
import type { Runbook } from './report.ts';
import type { Request } from './request.ts';
import { runbookScript } from './runbook-script.ts';
import { STEP_KINDS, type StepKind } from './step.ts';

/**
 * The work that only a person with Active Directory can do now, as one script; null when there is none, or when the
 * directory does not say which account it is. The actions run in the order of the plan, whatever order they come in: the
 * password is replaced before the account is disabled (hybrid.md 0.6).
 */
export function runbookOf(work: { readonly request: Request; readonly actions: readonly StepKind[] }): Runbook | null {
  const { request } = work;
  const { onPremises } = request.facts;
  const actions = STEP_KINDS.filter((kind) => work.actions.includes(kind));
  if (actions.length === 0 || onPremises === null) return null;
  const { securityIdentifier, distinguishedName, samAccountName, domainName } = onPremises;
  const script = runbookScript({
    leaver: 1,
    reference: request.reference,
    requestId: request.id,
    actions,
    securityIdentifier,
    anchor: onPremises.immutableId,
    distinguishedName,
    userPrincipalName: onPremises.userPrincipalName || liveName(request),
    samAccountName,
    domainName,
  });
  const digest = createHash('sha256').update(script).digest('hex');
  return { actions, domainName, samAccountName, distinguishedName, securityIdentifier, script, digest };
}

/** The name as AD knows it: a deleted cloud account carries its object id in front of it (graph.md 2.9). */
function liveName({ targetUserId, targetUserPrincipalName }: Request): string {
  const prefix = targetUserId.replaceAll('-', '');
  return targetUserPrincipalName.toLowerCase().startsWith(prefix)
    ? targetUserPrincipalName.slice(prefix.length)
    : targetUserPrincipalName;
}
