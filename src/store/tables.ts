import type { ColumnType, Generated } from 'kysely';
import type { ApprovalNeeds } from '../domain/approval-needs.ts';
import type { AuditEntry } from '../domain/audit-entry.ts';
import type { ScopeKind, Stop } from '../domain/brakes.ts';
import type { Choices } from '../domain/choices.ts';
import type { StepState, TurnedBack } from '../domain/outcome.ts';
import type { PartKind, PartState } from '../domain/part.ts';
import type { Plan } from '../domain/plan.ts';
import type { View } from '../domain/report.ts';
import type { Decision, Edit, Emergency, Hold, Proposal, Remark, Request, RequestState } from '../domain/request.ts';
import type { Lane, StepKind } from '../domain/step.ts';
import type { TargetUser } from '../domain/target-user.ts';
import type { PlannedTask, TaskState } from '../domain/task.ts';
import type { Json, Text } from '../domain/text.ts';
import type { ConnectorCall, ConnectorJobState, FirstClick } from '../flow/ports.ts';

/** jsonb: written as JSON text (`storable.ts`), read as the value. */
type Jsonb<Value> = ColumnType<Value, string, string>;
type OptionalJsonb<Value> = ColumnType<Value | null, string | null, string | null>;
/** timestamptz: written as ISO text, read as a Date. */
type Instant = ColumnType<Date, string, string>;
type OptionalInstant = ColumnType<Date | null, string | null | undefined, string | null>;

export type RequestsTable = {
  id: string;
  /** Digits of the reference. */
  number: Generated<number>;
  /** Out of the choices, by the database. */
  kind: ColumnType<string, never, never>;
  state: RequestState;
  version: number;
  requester_id: string;
  requester_name: string;
  target_user_id: string;
  target_user_name: string;
  target_user_principal_name: string;
  choices: Jsonb<Choices>;
  facts: Jsonb<TargetUser>;
  /** Out of the facts (`called.ts`). */
  called: string;
  plan: Jsonb<Plan>;
  plan_hash: string;
  due_at: OptionalInstant;
  expires_at: Instant;
  created_at: Instant;
  asked_at: Instant;
  needs: Jsonb<ApprovalNeeds>;
  approvals: Jsonb<readonly Decision[]>;
  reminded: number;
  remarks: Jsonb<readonly Remark[]>;
  assignee: OptionalJsonb<NonNullable<Request['assignee']>>;
  edited: OptionalJsonb<Edit>;
  emergency: OptionalJsonb<Emergency>;
  /** Tenant time: until when approvers may answer about an emergency that nobody answered yet. */
  answer_by: OptionalInstant;
  proposal: OptionalJsonb<Proposal>;
  decision: OptionalJsonb<Decision>;
  hold: OptionalJsonb<Hold>;
  late_since: OptionalInstant;
  note: OptionalJsonb<Text>;
  started_at: OptionalInstant;
  ended_at: OptionalInstant;
  wake_at: OptionalInstant;
  /** Counts every change of the request or its ledger. */
  revision: Generated<number>;
  /** Up to which revision people were told; when (real time) to try again, and how often it was tried. */
  told: Generated<number>;
  tell_at: OptionalInstant;
  tell_tries: Generated<number>;
  /** Real time: when it was last given out as due, so that none starves behind others that stay due. */
  woken_at: OptionalInstant;
};

export type StepsTable = {
  id: string;
  request_id: string;
  position: number;
  kind: StepKind;
  lane: Lane;
  parameters: Jsonb<Readonly<Record<string, Json>>>;
  after: Jsonb<readonly StepKind[]>;
  state: StepState;
  attempt: number;
  intended_at: OptionalInstant;
  accepted_at: OptionalInstant;
  verified_at: OptionalInstant;
  not_before: OptionalInstant;
  snapshot: OptionalJsonb<Json>;
  evidence: OptionalJsonb<Json>;
  note: OptionalJsonb<Text>;
  turned_back: OptionalJsonb<TurnedBack>;
  by: string | null;
};

export type PartsTable = {
  step_id: string;
  kind: PartKind;
  identity: string;
  /** '' = from nowhere else. */
  through: string;
  /** In which order people read them. */
  position: number;
  name: string;
  state: PartState;
  attempt: number;
  before: OptionalJsonb<Json>;
  evidence: OptionalJsonb<Json>;
  why: string | null;
  who: string | null;
};

export type TasksTable = {
  id: string;
  /** In the order in which they were handed out. */
  number: Generated<number>;
  request_id: string;
  /** Names it within its request. */
  key: string;
  /** Where it comes from: `own` = the policy. */
  kind: string;
  /** What was asked, of whom and until when. */
  asked: Jsonb<PlannedTask>;
  state: TaskState;
  attempt: Generated<number>;
  opened_at: Instant;
  answered_at: OptionalInstant;
  /** The hour that its request had then; null = none, or not known. */
  answered_for: OptionalInstant;
  by: string | null;
  by_name: string | null;
  words: string | null;
  reminded: Generated<number>;
  remind_at: OptionalInstant;
};

export type DecisionsTable = {
  id: Generated<number>;
  request_id: string;
  version: number;
  verdict: Decision['verdict'];
  by: string;
  by_name: string;
  reason: string | null;
  at: Instant;
};

export type LeasesTable = { request_id: string; owner: string; until: ColumnType<Date, Date, Date> };

export type ShownCardsTable = {
  request_id: string;
  person_id: string;
  kind: View['kind'];
  conversation_id: string;
  activity_id: string;
  hash: string;
};

export type RetiredCardsTable = Pick<ShownCardsTable, 'request_id' | 'person_id' | 'conversation_id' | 'activity_id'>;

export type NoticesTable = { request_id: string; person_id: string; key: string };

export type ConversationsTable = {
  person_id: string;
  conversation_id: string;
  service_url: string;
  tenant_id: string;
  channel_user_id: string;
  client_locale: string | null;
  chosen_locale: string | null;
  time_zone: string | null;
  unreachable_since: OptionalInstant;
  welcomed: boolean;
};

export type DialogStatesTable = { key: string; value: Jsonb<Json>; e_tag: string };

/** All instants by the database's own clock. */
export type ConnectorKeysTable = {
  id: string;
  /** In the order they came. */
  number: Generated<number>;
  connector: string;
  domains: Jsonb<readonly string[]>;
  secret: string;
  created_at: Generated<Date>;
  seen_at: Date | null;
  revoked_at: Date | null;
};

export type ConnectorNoncesTable = { key_id: string; nonce: string; used_at: Generated<Date> };

export type ConnectorJobsTable = {
  id: string;
  number: Generated<number>;
  domain_name: string;
  account: string;
  call: ConnectorCall;
  ad_order: Jsonb<Json>;
  key: string | null;
  state: Generated<ConnectorJobState>;
  created_at: Generated<Date>;
  wait_until: Date;
  leased_by: string | null;
  /** Null while it is only offered. */
  begun_at: Date | null;
  leased_until: Date | null;
  result: OptionalJsonb<Json>;
};

/** What is made up once and kept, by name. */
export type SecretsTable = { name: string; secret: string };
/** The chain: only ever added to. */
export type AuditTable = {
  number: number;
  at: ColumnType<Date, string, never>;
  kind: string;
  actor: string | null;
  subject: string | null;
  request_id: string | null;
  version: number | null;
  plan_hash: string | null;
  step: string | null;
  code: string | null;
  graph_request_ids: Jsonb<readonly string[]>;
  texts: Jsonb<AuditEntry['texts']>;
  previous_hash: string;
  hash: string;
};

/** Who a pseudonym of the chain is; can be erased. */
export type AuditPeopleTable = { pseudonym: string; salt: string; person_id: string };

/** What was said at an entry; can be erased. */
export type AuditTextsTable = {
  number: number;
  place: number;
  people: Jsonb<readonly string[]>;
  salt: string;
  text: Jsonb<Json>;
};

export type StartsTable = {
  request_id: string;
  /** `asked`: nothing began, somebody asked approvers for something (`Asks`). */
  kind: ScopeKind | 'asked';
  key: string;
  number: ColumnType<string, never, never>;
  at: Instant;
};

export type StopsTable = {
  /** Digits of the reference. */
  number: Generated<number>;
  kind: ScopeKind;
  key: string;
  name: string;
  why: Jsonb<Text>;
  since: Instant;
  by: string | null;
  tripped_by: string | null;
  parties: Jsonb<readonly string[]>;
  again: Generated<boolean>;
  lift: ColumnType<NonNullable<Stop['lift']> | null, string | undefined, string | null>;
  resumed_at: OptionalInstant;
  resumed_by: string | null;
  resumed_after: string | null;
};

export type FirstClicksTable = {
  target_user_id: string;
  by: string;
  by_name: string;
  reason: string | null;
  at: Instant;
  told: ColumnType<readonly string[], string | undefined, string>;
  asked: ColumnType<FirstClick['asked'], string | null | undefined, string | null>;
};

export type BelongingTable = {
  one: Generated<boolean>;
  tenant_id: string;
  mode: 'live' | 'sandbox' | 'stand-in';
  since: ColumnType<Date, never, never>;
};

/** When each process last showed that it can write. */
export type ReplicasTable = { owner: string; seen_at: Instant };

/** Who heard of a start with other settings, by its entry in the audit. */
export type SettingsToldTable = { number: number; person_id: string };

export type Tables = {
  requests: RequestsTable;
  steps: StepsTable;
  parts: PartsTable;
  tasks: TasksTable;
  decisions: DecisionsTable;
  leases: LeasesTable;
  shown_cards: ShownCardsTable;
  retired_cards: RetiredCardsTable;
  notices: NoticesTable;
  settings_told: SettingsToldTable;
  conversations: ConversationsTable;
  dialog_states: DialogStatesTable;
  connector_keys: ConnectorKeysTable;
  connector_nonces: ConnectorNoncesTable;
  connector_jobs: ConnectorJobsTable;
  secrets: SecretsTable;
  audit: AuditTable;
  audit_people: AuditPeopleTable;
  audit_texts: AuditTextsTable;
  starts: StartsTable;
  stops: StopsTable;
  first_clicks: FirstClicksTable;
  belonging: BelongingTable;
  replicas: ReplicasTable;
};

/** An instant of a row as the domain knows it: ISO 8601, UTC. */
export function instant(value: Date): string {
  return value.toISOString();
}

export function optionalInstant(value: Date | null): string | null {
  return value === null ? null : value.toISOString();
}
