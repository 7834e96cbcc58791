import type { Request } from '../domain/request.ts';
import type { Json } from '../domain/text.ts';
import type { AuditRecord, RequestChange } from '../flow/ports.ts';

/**
 * What the audit says about a new request. Who acts is not always the requester: Leaver proposes some in their name.
 */
export function auditAsked(request: Request): AuditRecord {
  const { requesterId, requesterName, targetUserId, targetUserName, targetUserPrincipalName, choices } = request;
  return {
    ...about(request),
    kind: request.emergency === null ? 'requested' : 'blocked-at-once',
    code: request.proposal === null ? choices.kind : `${choices.kind} emergency.proposal`,
    texts: [
      { about: [requesterId], text: { name: requesterName } },
      { about: [targetUserId], text: { name: targetUserName, userPrincipalName: targetUserPrincipalName } },
      asked(request),
      ...(request.decision?.reason ? [reason(request, requesterId, request.decision.reason)] : []),
    ],
  };
}

/** What the audit says about a change of a request: the state it came to, or what of it is another now. */
export function auditChange(request: Request, change: RequestChange): AuditRecord {
  const { wakeAt: _hour, newVersion: _raised, hourPassed: _shown, ...rest } = change;
  const changed = Object.keys(rest).sort().join(' ');
  return {
    ...about(request),
    kind: kindOf(request, change),
    // Whoever decides is who did it, also where nobody was said to be acting.
    ...(change.decision ? { actorId: change.decision.by } : {}),
    code: change.note?.key ?? (change.state === undefined ? changed : null),
    texts: [
      ...(change.choices === undefined ? [] : [asked(request)]),
      ...(change.remarks === undefined ? [] : lastWords(request)),
      ...(change.hold?.reason ? [reason(request, change.hold.by, change.hold.reason)] : []),
      ...(change.edited?.reason ? [reason(request, change.edited.by, change.edited.reason)] : []),
      ...(change.note?.values?.reason ? [reason(request, null, String(change.note.values.reason))] : []),
      ...(change.assignee ? [{ about: [change.assignee.id], text: { assignee: change.assignee.id } }] : []),
    ],
  };
}

const HELD_AS = { hold: 'put-on-hold', stop: 'stopped-between' } as const;

function kindOf({ state }: Request, { state: changed, emergency, hold }: RequestChange): string {
  // A block at once that is refused is stopped by that.
  if (hold !== undefined && emergency === undefined)
    return hold === null ? 'request-let-go-on' : `request-${HELD_AS[hold.how]}`;
  if (changed !== undefined) return `request-${state}`;
  if (emergency?.proposal) return 'emergency-undo-proposed';
  return emergency?.answer ? `emergency-${emergency.answer.verdict}` : 'request-changed';
}

/** What somebody gave as the reason of a change, whoever it is about too. */
function reason({ targetUserId }: Request, by: string | null, words: string) {
  return { about: by === null ? [targetUserId] : [by, targetUserId], text: { reason: words } };
}

/** The question or the answer that this change is about. */
function lastWords({ remarks, targetUserId }: Request) {
  const last = remarks.at(-1);
  if (last === undefined) return [];
  const { by, byName, from, words } = last;
  return [
    { about: [by], text: { name: byName, from } },
    { about: [by, targetUserId], text: { words } },
  ];
}

function about({ id, targetUserId, version, planHash }: Request) {
  return { requestId: id, targetUserId, version, planHash };
}

/** What was picked, which may be about a successor too. */
function asked({ targetUserId, choices }: Request) {
  const people = [targetUserId, choices.targetUserId, choices.successorId].filter((id) => id !== null);
  return { about: [...new Set(people)], text: choices as unknown as Json };
}
