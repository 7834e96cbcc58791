import type { evaluateDecision } from '../../../domain/approval.ts';
import type { Person } from '../../../domain/person.ts';
import { BUILT_IN_POLICY, type DecidingRole } from '../../../domain/policy.ts';
import type { Decision, Request } from '../../../domain/request.ts';
import { aPerson, aRequest, minutesAfter, NOW } from '../gallery/given.ts';
import type { Cell } from './cells.ts';

type Who = { readonly id: string; readonly person: Person | null; readonly roles: readonly DecidingRole[] };

export const REQUESTER = '60000000-0000-4000-8000-000000000001';
const TARGET_USER = '60000000-0000-4000-8000-000000000002';
/** Whose approval is there already where one is: it still counts. */
export const OTHER_APPROVER = '60000000-0000-4000-8000-000000000003';
const GUEST = { userType: 'Guest' } as const;
const BLOCKED = { accountEnabled: false } as const;

/** Who each word of the matrix is: in the directory, and in which deciding groups at the click. */
export const WHO: Readonly<Record<Cell['who'], Who>> = {
  approver: who(11, ['approver']),
  'escalation member': who(12, ['escalation']),
  'in both groups': who(13, ['approver', 'escalation']),
  'requester, an approver too': { ...who(1, ['approver']), id: REQUESTER },
  'requester, in the escalation group too': { ...who(1, ['approver', 'escalation']), id: REQUESTER },
  'target user, an approver too': { ...who(2, ['approver', 'escalation']), id: TARGET_USER },
  'guest among the approvers': who(16, ['approver'], GUEST),
  'blocked approver': who(17, ['approver'], BLOCKED),
  'blocked guest in the escalation group': who(18, ['escalation', 'approver'], { ...BLOCKED, ...GUEST }),
  'removed approver': who(19, []),
  stranger: who(20, []),
  'emergency member': who(21, []),
  'unknown to the directory': { ...who(22, ['approver']), person: null },
};

function who(number: number, roles: readonly DecidingRole[], changes: Partial<Person> = {}): Who {
  const id = `60000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  return { id, roles, person: aPerson({ id, displayName: `Person ${number}`, ...changes }) };
}

const HOUR = minutesAfter(NOW, 60);
const DAY = minutesAfter(NOW, 24 * 60);

const HOURS: Readonly<Record<Cell['hour'], Pick<Request, 'dueAt' | 'expiresAt'>>> = {
  none: { dueAt: null, expiresAt: DAY },
  'in an hour': { dueAt: HOUR, expiresAt: HOUR },
  'in two days': { dueAt: minutesAfter(NOW, 48 * 60), expiresAt: DAY },
};

const MOMENTS: Readonly<Record<Cell['moment'], string>> = {
  'at once': NOW,
  'just before the hour': earlier(HOUR),
  'at the hour': HOUR,
  'after eight hours': minutesAfter(NOW, 8 * 60),
  'just before a day': earlier(DAY),
  'after a day': DAY,
  'much later': minutesAfter(NOW, 30 * 60),
};

function earlier(instant: string): string {
  return new Date(Date.parse(instant) - 1).toISOString();
}

const VERSION = 3;
const VERSIONS: Readonly<Record<Cell['version'], number | null>> = {
  current: VERSION,
  stale: VERSION - 1,
  future: VERSION + 1,
  typed: null,
};

const base = aRequest({ requesterId: REQUESTER, targetUserId: TARGET_USER, version: VERSION });

/** The request of this cell, as the store would give it; `me` is who clicks. */
export function requestOf(cell: Cell, me: string): Request {
  const { state, hour, needed, by, given, edited } = cell;
  const before = given === 'nothing' ? [] : [approvalBy(given === 'by the same person' ? me : OTHER_APPROVER)];
  return {
    ...base,
    ...HOURS[hour],
    state,
    needs: { count: needed, by, reasons: [] },
    approvals: before,
    edited:
      edited === 'no'
        ? null
        : { by: OTHER_APPROVER, byName: 'Other', at: NOW, agreedAt: edited === 'agreed' ? NOW : null },
    decision: DECIDED.includes(state)
      ? approvalBy(OTHER_APPROVER, state === 'declined' ? 'declined' : 'approved')
      : null,
  };
}

const DECIDED: readonly Request['state'][] = ['approved', 'scheduled', 'running', 'watching', 'done', 'declined'];

function approvalBy(by: string, verdict: Decision['verdict'] = 'approved'): Decision {
  return { verdict, by, byName: 'Somebody', reason: null, at: NOW };
}

export type Asked = Parameters<typeof evaluateDecision>[0];

/** What the rules are asked in this cell. */
export function askedOf(cell: Cell): Asked {
  const { id, person, roles } = WHO[cell.who];
  return {
    request: requestOf(cell, id),
    verdict: cell.verdict,
    actor: person === null ? null : { ...person, id },
    roles,
    version: VERSIONS[cell.version],
    now: MOMENTS[cell.moment],
    policy: BUILT_IN_POLICY,
  };
}
