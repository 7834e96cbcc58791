import { randomUUID } from 'node:crypto';
import type {
  AuditRow,
  CloudAccount,
  TenantPerson,
  TenantState,
  TimelineActor,
  TimelineChange,
} from './tenant-state.ts';

/** How much of the past is kept; the audit log of Entra itself reaches back 30 days. */
const KEPT_ENTRIES = 2_000;

/** The state with this person replaced by what `change` makes of it; unchanged when there is no such person. */
export function changePerson(
  state: TenantState,
  id: string,
  change: (person: TenantPerson) => TenantPerson,
): TenantState {
  const person = state.people[id];
  return person === undefined ? state : { ...state, people: { ...state.people, [id]: change(person) } };
}

/** The same for what Graph shows of the person. */
export function changeCloud(
  state: TenantState,
  id: string,
  change: (cloud: CloudAccount) => Partial<CloudAccount>,
): TenantState {
  return changePerson(state, id, (person) =>
    person.cloud === null ? person : { ...person, cloud: { ...person.cloud, ...change(person.cloud) } },
  );
}

/** Puts a line on the timeline that people watch. */
export function noted(
  state: TenantState,
  at: Date,
  actor: TimelineActor,
  personId: string,
  what: TimelineChange,
  detail: string | null = null,
): TenantState {
  const number = (state.timeline.at(-1)?.number ?? 0) + 1;
  const entry = { number, at: at.toISOString(), actor, personId, what, detail };
  return { ...state, timeline: [...state.timeline, entry].slice(-KEPT_ENTRIES) };
}

/** Adds a row to the directory audit log. */
export function audited(
  state: TenantState,
  at: Date,
  by: AuditRow['by'],
  activity: string,
  person: TenantPerson,
  modified: AuditRow['modified'] = [],
): TenantState {
  const row: AuditRow = {
    id: `Directory_${randomUUID()}`,
    at: at.toISOString(),
    activity,
    by,
    targetId: person.id,
    targetName: person.cloud?.userPrincipalName ?? person.ad?.userPrincipalName ?? '',
    correlationId: randomUUID(),
    modified,
  };
  return { ...state, audits: [...state.audits, row].slice(-KEPT_ENTRIES) };
}
