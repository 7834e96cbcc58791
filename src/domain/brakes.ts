import type { StepRecord } from './outcome.ts';
import { pauseAsItStands } from './pause-as-it-stands.ts';
import type { Policy } from './policy.ts';
import type { Decision, Request } from './request.ts';
import { ENDS_ACCESS } from './sign-in-kinds.ts';
import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';

/**
 * What a stop holds: all there is, or what counts together. `everything` is people's own pause; the others are limits.
 */
export const SCOPE_KINDS = [
  'everything',
  'tenant',
  'department',
  'requester',
  'approver',
  'emergency',
  'emergency-manager',
] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

/** `key`: an object id or a department; '' where there is only one. `name`: as people know it, at that moment. */
export type Scope = { readonly kind: ScopeKind; readonly key: string; readonly name: string };

/** Nothing of its scope starts, and nothing more is changed, until people resume it. */
export type Stop = {
  /** What a person can type: `S-3`. */
  readonly reference: string;
  readonly scope: Scope;
  readonly why: Text;
  /** Tenant time, ISO UTC. */
  readonly since: string;
  /** Object id of who paused; null = a limit was reached. */
  readonly by: string | null;
  /** The request that would have been one too many. */
  readonly trippedBy: string | null;
  /**
   * Who asked for or approved anything that counted: they do not resume it. Of a pause: the second member who confirmed
   * it.
   */
  readonly parties: readonly string[];
  /**
   * Of a pause: whoever made it had another within the day before that nobody confirmed, so that it holds against
   * nobody alone.
   */
  readonly isAgain?: boolean;
  /** Who said first that it may go, where it takes two (`lift-stop.ts`). */
  readonly lift?: { readonly by: string; readonly byName: string } | null;
};

/** One execution that is about to begin. */
export type Start = {
  readonly requestId: string;
  /** It counts in all of these. */
  readonly scopes: readonly Scope[];
  /** Stops and limits of these kinds hold it. */
  readonly obeys: readonly ScopeKind[];
  readonly parties: readonly string[];
  /** Object id of whom it takes something from; absent where it gives back, or no pause holds it. */
  readonly against?: string;
  /**
   * Who stands in the emergency group, where that one made a pause together with others; absent = that is not asked, or
   * cannot be read: the pause counts as it was made.
   */
  readonly standing?: readonly string[];
};

/**
 * A request as it counts: for the whole tenant, who asked, everybody who approved, and the target user's department; an
 * emergency block as one.
 */
export function startOf(request: Omit<Request, 'reference'>, facts: TargetUser = request.facts): Start {
  const { requesterId, requesterName } = request;
  if (request.emergency !== null) {
    const actor = { id: requesterId, displayName: requesterName };
    // What could not be read is told, and holds nobody up; of a block by two, two answer.
    const ofManager = request.emergency.first === undefined && facts.directReports > 0;
    return emergencyStartOf(request.id, actor, ofManager);
  }
  const approvers = approvalsOf(request).map(({ by, byName }) => ({ key: by, name: byName }));
  return {
    requestId: request.id,
    scopes: [
      { kind: 'tenant', key: '', name: '' },
      ...departmentOf(facts),
      { kind: 'requester', key: requesterId, name: requesterName },
      ...approvers.map((approver) => ({ kind: 'approver' as const, ...approver })),
    ],
    obeys: SCOPE_KINDS,
    parties: [...new Set([requesterId, ...approvers.map(({ key }) => key)])],
    ...(request.choices.kind === 'restore-user' ? {} : { against: request.targetUserId }),
  };
}

/**
 * A block that is made before anybody is asked: counts for the tenant, and is held by its own limits only, through
 * every pause. `ofManager`: of somebody who manages others.
 */
export function emergencyStartOf(
  requestId: string,
  actor: { readonly id: string; readonly displayName: string },
  ofManager = false,
): Start {
  const own = { key: actor.id, name: actor.displayName };
  return {
    requestId,
    scopes: [
      { kind: 'tenant', key: '', name: '' },
      { kind: 'emergency', ...own },
      ...(ofManager ? [{ kind: 'emergency-manager', ...own } as const] : []),
    ],
    obeys: ['emergency', 'emergency-manager'],
    parties: [actor.id],
  };
}

export type Brake =
  | { readonly status: 'go' }
  | { readonly status: 'held'; readonly by: Stop }
  /** One too many for each of these: they stop now, and this start is held. */
  | { readonly status: 'trip'; readonly stops: readonly Pick<Stop, 'scope' | 'why' | 'parties'>[] };

/**
 * Whether an execution may begin. `counts`: what began in each of its scopes within the hour, without it, in the order
 * of `start.scopes`. `departmentSize`: enabled people; null = not known, then that limit alone cannot be held.
 */
export function brake(given: {
  readonly start: Start;
  readonly counts: readonly number[];
  readonly open: readonly Stop[];
  readonly policy: Policy;
  readonly departmentSize: number | null;
}): Brake {
  const { start, counts, open, policy, departmentSize } = given;
  const by = holdingStop(start, open);
  if (by !== null) return { status: 'held', by };
  const stops = start.scopes.flatMap((scope, place) => {
    const limit = limitFor(start, scope.kind, { policy, departmentSize });
    if (limit === null || (counts[place] ?? 0) + 1 <= limit) return [];
    const why = text(`brakes.why.${scope.kind}`, { name: scope.name, limit });
    return [{ scope, why, parties: start.parties }];
  });
  return stops.length === 0 ? { status: 'go' } : { status: 'trip', stops };
}

/** Null = this start obeys none of that kind, or it cannot be held. */
function limitFor(
  { obeys }: Start,
  kind: ScopeKind,
  { policy, departmentSize }: { readonly policy: Policy; readonly departmentSize: number | null },
): number | null {
  return obeys.includes(kind) ? limitOf(kind, policy, departmentSize) : null;
}

/**
 * Whether a start that was held leaves its place to others: whatever was held with it runs in order of its deadline, so
 * that under a limit the earliest get through. `ahead`: how many of those would count in each of its scopes, in their
 * order.
 */
export function givesWay(given: {
  readonly start: Start;
  readonly counts: readonly number[];
  readonly ahead: readonly number[];
  readonly policy: Policy;
  readonly departmentSize: number | null;
}): boolean {
  const { start, counts, ahead, policy, departmentSize } = given;
  return start.scopes.some((scope, place) => {
    const first = ahead[place] ?? 0;
    const limit = limitFor(start, scope.kind, { policy, departmentSize });
    return first > 0 && limit !== null && (counts[place] ?? 0) + first + 1 > limit;
  });
}

/**
 * What has begun already: people's pauses and limits hold it as they do a start, a block made at once by nothing.
 * Through a limit what ends access and was begun is finished, as through an approver's hold: half a block helps nobody.
 */
export function holdingStopOfRunning(
  request: Request,
  { kind, attempt }: Pick<StepRecord, 'kind' | 'attempt'>,
  open: readonly Stop[],
  start: Start = startOf(request),
): Stop | null {
  if (request.emergency !== null) return null;
  const isFinished = attempt > 0 && ENDS_ACCESS.includes(kind);
  return holdingStop(start, isFinished ? open.filter(({ scope }) => scope.kind === 'everything') : open);
}

/** The stop that holds this back, people's own pause first; null = none. */
export function holdingStop(start: Start, open: readonly Stop[]): Stop | null {
  const counts = ({ scope }: Stop) => start.scopes.some(({ kind, key }) => kind === scope.kind && key === scope.key);
  const holds = (stop: Stop) =>
    start.obeys.includes(stop.scope.kind) &&
    (stop.scope.kind === 'everything' ? !isOwnPause(stop, start) : counts(stop));
  return open.find((stop) => stop.scope.kind === 'everything' && holds(stop)) ?? open.find(holds) ?? null;
}

/**
 * Nobody keeps back by a pause of their own what is to be taken from them; of one that a second member confirmed, two
 * do, for as long as both stand in the group.
 */
function isOwnPause(stop: Stop, { against, standing }: Start): boolean {
  const { by, parties } = standing === undefined ? stop : pauseAsItStands(stop, standing);
  return by !== null && by === against && parties.every((party) => party === by);
}

/** Why a request that is approved does not start; stands as its note while it is held. */
export const HELD = 'brakes.held';
export const STEP_HELD = 'brakes.step-held';

export function heldNote({ reference, why }: Stop): Text {
  return text(HELD, { stop: reference, why });
}

export function heldStepNote({ reference }: Stop): Text {
  return text(STEP_HELD, { stop: reference });
}

/** Everybody whose approval it took; the decision alone where a request was approved before several could be asked. */
function approvalsOf({ approvals, decision }: Pick<Request, 'approvals' | 'decision'>): readonly Decision[] {
  if (approvals.length > 0) return approvals;
  return decision?.verdict === 'approved' ? [decision] : [];
}

function departmentOf({ department }: TargetUser): readonly Scope[] {
  const name = department?.trim() ?? '';
  return name === '' ? [] : [{ kind: 'department', key: name.toLowerCase(), name }];
}

/** Blocks at once of people who manage others, by one member. */
const MANAGERS_PER_HOUR = 2;

/** How many of them one member blocks within the hour: never more than of anybody. */
export function managersPerHour({ emergency }: Policy): number {
  return Math.min(MANAGERS_PER_HOUR, emergency.perHour);
}

function limitOf(kind: ScopeKind, { limits, emergency }: Policy, departmentSize: number | null): number | null {
  switch (kind) {
    case 'everything':
      return null;
    case 'tenant':
      return limits.perTenant;
    case 'requester':
      return limits.perRequester;
    case 'approver':
      return limits.perApprover;
    case 'emergency':
      return emergency.perHour;
    case 'emergency-manager':
      return MANAGERS_PER_HOUR;
    case 'department':
      if (departmentSize === null || departmentSize < limits.departmentAtLeast) return null;
      // One person is never too many, however small a part of a department that may be.
      return Math.max(1, Math.floor((departmentSize * limits.departmentPercent) / 100));
  }
}
