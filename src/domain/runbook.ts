import { createHash } from 'node:crypto';
import { canonicalDn, rdnOf } from './ad-domain.ts';
import { asReadLast } from './as-read-last.ts';
import type { Runbook } from './report.ts';
import type { Request } from './request.ts';
import { type RunbookOrder, runbookScript } from './runbook-script.ts';
import { STEP_KINDS, type StepKind } from './step.ts';
import type { OnPremisesAccount } from './target-user.ts';
import type { Json } from './text.ts';

/**
 * The work that only a person with Active Directory can do now, as one script; null when there is none, or when the
 * directory does not say which account it is. The actions run in the order of the plan, whatever order they come in:
 * the password is replaced before the account is disabled (hybrid.md 0.6).
 */
export function runbookOf(work: { readonly request: Request; readonly actions: readonly StepKind[] }): Runbook | null {
  const { request } = work;
  const { onPremises } = request.facts;
  const actions = STEP_KINDS.filter((kind) => work.actions.includes(kind));
  if (actions.length === 0 || onPremises === null) return null;
  const { securityIdentifier, distinguishedName, samAccountName, domainName } = onPremises;
  const script = runbookScript(orderOf(request, onPremises, actions));
  const digest = createHash('sha256').update(script).digest('hex');
  return { actions, domainName, samAccountName, distinguishedName, securityIdentifier, script, digest };
}

function orderOf(request: Request, onPremises: OnPremisesAccount, actions: readonly StepKind[]): RunbookOrder {
  const { securityIdentifier, distinguishedName, samAccountName, domainName, immutableId } = onPremises;
  const taken = (kind: StepKind) => snapshotOf(request, actions, kind);
  const ou = textIn(parametersOf(request, 'move-to-ou').ou);
  const formerPlace = textIn(taken('return-to-ou').distinguishedName);
  const hidden = taken('show-in-address-lists').hidden;
  return {
    leaver: 1,
    reference: request.reference,
    requestId: request.id,
    actions,
    securityIdentifier,
    anchor: immutableId,
    distinguishedName,
    places: placesOf(request, distinguishedName, [ou, request.facts.adDomain?.leaversOu ?? null], formerPlace),
    userPrincipalName: onPremises.userPrincipalName || liveName(asReadLast(request)),
    samAccountName,
    domainName,
    inScopeOus: (request.facts.adDomain?.inScopeOus ?? []).map(canonicalDn),
    ou: actions.includes('move-to-ou') ? ou : null,
    formerPlace,
    groups: [...new Set([...textsIn(taken('rejoin-ad-groups').groups), ...textsIn(taken('restore-account').groups)])],
    hidden: typeof hidden === 'boolean' ? hidden : null,
    attributes: attributesIn(taken('restore-account').attributes),
  };
}

/**
 * As the cloud says, where this work or an earlier offboarding moves people, and where a snapshot found the account.
 */
function placesOf(
  request: Request,
  distinguishedName: string,
  ous: readonly (string | null)[],
  formerPlace: string | null,
): readonly string[] {
  const moved = ous.flatMap((ou) => (ou === null ? [] : [`${rdnOf(distinguishedName)},${ou}`]));
  const restored = textIn(snapshotIn(request, 'restore-account').distinguishedName);
  const places = [distinguishedName, ...moved, formerPlace, restored].filter((place) => place !== null);
  return places.filter((place, at) => places.findIndex((each) => canonicalDn(each) === canonicalDn(place)) === at);
}

type Fields = { readonly [key: string]: Json };

function parametersOf(request: Request, kind: StepKind): Fields {
  return request.plan.steps.find((step) => step.kind === kind)?.parameters ?? {};
}

/** What an earlier run, or the result of its runbook, found before its first write. */
function snapshotIn(request: Request, kind: StepKind): Fields {
  return fieldsIn(parametersOf(request, kind).snapshot);
}

function snapshotOf(request: Request, actions: readonly StepKind[], kind: StepKind): Fields {
  return actions.includes(kind) ? snapshotIn(request, kind) : {};
}

function attributesIn(value: Json | undefined): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(fieldsIn(value)).map(([name, values]) => [name, textsIn(values)]));
}

function fieldsIn(value: Json | undefined): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function textIn(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function textsIn(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** The name as AD knows it: a deleted cloud account carries its object id in front of it (graph.md 2.9). */
function liveName({ targetUserId, targetUserPrincipalName }: Request): string {
  const prefix = targetUserId.replaceAll('-', '');
  return targetUserPrincipalName.toLowerCase().startsWith(prefix)
    ? targetUserPrincipalName.slice(prefix.length)
    : targetUserPrincipalName;
}
