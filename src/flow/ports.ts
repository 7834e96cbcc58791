import type { AuditHead } from '../domain/audit-entry.ts';
import type { Start, Stop } from '../domain/brakes.ts';
import type { RequestKind } from '../domain/choices.ts';
import type { Gap } from '../domain/gap.ts';
import type { Standing } from '../domain/lasting-authority.ts';
import type { StepRecord, StepState, TurnedBack } from '../domain/outcome.ts';
import type { Part, PartEnding } from '../domain/part.ts';
import type { PartsChange } from '../domain/parts-after.ts';
import type { Person } from '../domain/person.ts';
import type { EarlierRun } from '../domain/plan-input.ts';
import type { View } from '../domain/report.ts';
import type { Decision, EmergencyAnswer, Hold, Request, RequestState } from '../domain/request.ts';
import type { SettingsChange, SettingsInUse } from '../domain/settings-in-use.ts';
import type { Skip } from '../domain/skip.ts';
import type { Lane, StepKind } from '../domain/step.ts';
import type { Protection, TargetUser } from '../domain/target-user.ts';
import type { PlannedTask, Task, TaskState } from '../domain/task.ts';
import type { Json, Text } from '../domain/text.ts';

/** Tenant time: every business instant. Real time is `Date.now()` and is for timeouts, settling and leases only. */
export interface Clock {
  now(): Date;
}

/** `requester`: who asks, as the directory knows them; null = it does not, or nobody was found. */
export type FoundPeople = {
  readonly requester: Person | null;
  /** `managementChain`: object ids from the direct manager upwards; empty for who has none, or is deleted. */
  readonly found: readonly { readonly person: Person; readonly managementChain: readonly string[] }[];
};

/** People in the directory. All of these throw `DirectoryUnavailable` when the directory cannot be read now. */
export interface People {
  /** By GUID, UPN, mail or part of a name; at most 10, active first; `deleted` searches the deleted users instead. */
  find(query: string, where: 'active' | 'deleted'): Promise<readonly Person[]>;
  /** As `find`, for who asks, with what tells whether they may: two round trips, whatever the number of hits. */
  findFor(requesterId: string, query: string, deletedToo: boolean): Promise<FoundPeople>;
  /** By object id; null when the directory has no active object of that id. */
  read(id: string): Promise<Person | null>;
  directReports(id: string): Promise<readonly Person[]>;
  /** Object ids from the direct manager upwards, at most 10. */
  managementChain(id: string): Promise<readonly string[]>;
  /** How many enabled people a department has, as the directory's index counts them; null when it does not say. */
  countInDepartment(department: string): Promise<number | null>;
  /**
   * Who of these holds a role in the directory or may take one up, or is guarded by it against other administrators, for
   * all that could be read; one round trip for five. `active`: only who holds one at this moment.
   */
  roleHolders(ids: readonly string[], which?: 'active'): Promise<ReadonlySet<string>>;
}

/** Group membership, read live, direct or through other groups. Throws `DirectoryUnavailable`. */
export interface Groups {
  isMember(personId: string, groupId: string): Promise<boolean>;
  /**
   * Whether nobody may decide by being in it, because a rule, or who owns a group in it, says who is (read within five
   * minutes).
   */
  isUnsound?(groupId: string): Promise<boolean>;
  /** These groups and all groups within them, by object id (read within five minutes). */
  within?(groupIds: readonly string[]): Promise<readonly string[]>;
  /** Enabled members that are people, at most 100. */
  members(groupId: string): Promise<readonly Person[]>;
  /** Whether any enabled member that is a person is wanted, of however many; null = not all could be looked at. */
  hasMember?(groupId: string, isWanted: (person: Person) => boolean): Promise<boolean | null>;
}

/** The facts about one target user. Throws `DirectoryUnavailable`. */
export interface Directory {
  /**
   * `wanted`: for a block at once only the account and what protects it must have an answer; the rest may be left out.
   */
  readTargetUser(id: string, wanted?: 'everything' | 'block'): Promise<TargetUser>;
  /**
   * What an approval rests on, read live, in one round trip where it fits. `targetUserId`: null = nobody's protections.
   */
  readAuthority(asked: {
    readonly targetUserId: string | null;
    readonly personIds: readonly string[];
    readonly groupIds: readonly string[];
  }): Promise<{ readonly people: ReadonlyMap<string, Standing>; readonly protections: readonly Protection[] }>;
  /** When directory sync last ran for the tenant, ISO UTC; null = never. */
  readLastSync(): Promise<string | null>;
  /**
   * The keys (`shareKey`) of those of these shares, as a restore takes them back, of which nothing is left. One round
   * trip; what could not be read is not among them.
   */
  readUnshared(shares: readonly Json[]): Promise<readonly string[]>;
  /**
   * The organisation's own domains (null = Graph does not give them), and the name of whoever has this address; null =
   * nobody.
   */
  readAddress(
    address: string | null,
  ): Promise<{ readonly domains: readonly string[] | null; readonly holder: string | null }>;
}

/** A transaction of the store; opaque to the flow, so that a change and its job commit together. */
export type Transaction = { readonly transaction: unique symbol };

export interface Transactions {
  /** The work is done again from its start where it clashed with another transaction: it may touch nothing but rows. */
  run<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  /**
   * What follows from the work and is no row, such as a line in the log: once it is committed, never else; at once
   * without one.
   */
  afterCommit(transaction: Transaction | undefined, follows: () => void): void;
}

/** What of a request may change after it was stored. */
export type RequestChange = Partial<
  Pick<
    Request,
    | 'state'
    | 'choices'
    | 'facts'
    | 'plan'
    | 'planHash'
    | 'dueAt'
    | 'expiresAt'
    | 'decision'
    | 'needs'
    | 'approvals'
    | 'askedAt'
    | 'reminded'
    | 'remarks'
    | 'assignee'
    | 'edited'
    | 'emergency'
    | 'hold'
    | 'lateSince'
    | 'note'
    | 'startedAt'
    | 'endedAt'
    | 'wakeAt'
  >
> & {
  /**
   * What people decide about is another now: approvals of before do not count while it waits, unless the change says
   * which.
   */
  readonly newVersion?: boolean;
  /** Nobody has to be told: a look that found what cards show with the next news. */
  readonly quiet?: boolean;
  /**
   * Nothing else changed, and the cards are brought up to date all the same: an hour that they name has passed, or is in
   * doubt.
   */
  readonly hourPassed?: boolean;
};

export type RequestFilter = {
  readonly requesterId?: string;
  readonly targetUserId?: string;
  /** About one of these. */
  readonly targetUserIds?: readonly string[];
  readonly states?: readonly RequestState[];
  readonly kinds?: readonly RequestKind[];
  /** Only blocks that were made at once, and about which nobody has answered yet. */
  readonly unanswered?: true;
  /** Only blocks that were made at once, were confirmed or refused by this person, and are looked at still. */
  readonly answeredBy?: string;
  /** Only where people were given something to do that is not over. */
  readonly openTasks?: true;
  /** Only what is over, is looked at still, and left a password to people. */
  readonly passwordLeft?: true;
  /** Only where the person was read while their account was there, and no part was left unanswered. */
  readonly readWhole?: true;
  /** Instead of the newest first. */
  readonly oldestFirst?: true;
  /**
   * Absent: all of them. What decides asks for all that it depends on, or others would push that out of sight; a number
   * is for what is shown.
   */
  readonly limit?: number;
};

export interface RequestStore {
  /**
   * Gives the next reference; `open-request` when another open request exists for the target user (checked by the
   * database).
   */
  insert(
    transaction: Transaction,
    request: Omit<Request, 'reference'>,
    steps: readonly StepRecord[],
  ): Promise<Request | { readonly openRequest: string }>;
  /** By id (GUID) or reference (`L-1042`, any case). */
  read(idOrReference: string): Promise<Request | null>;
  /**
   * Compare-and-set: null when the request is not in one of `from` (or not at `version`, or has not so many approvals
   * or remarks) any more, or when another request about the person leaves no room for it in its new state. Throws
   * `AnotherIsOpen` where that one was stored at the same moment; the transaction is over then. What a restore holds
   * goes on with the change by which that restore is not about to start any more.
   */
  change(
    id: string,
    expected: {
      readonly from: readonly RequestState[];
      readonly version?: number;
      readonly approvals?: number;
      readonly remarks?: number;
      /** Only while nobody answered about the block that was made at once. */
      readonly unanswered?: true;
      /** Only while this is what was answered about it. */
      readonly answered?: EmergencyAnswer['verdict'];
      /** Only while this is what proposes to undo it, by reference; null = nothing does yet. */
      readonly proposal?: string | null;
    },
    change: RequestChange,
    transaction?: Transaction,
  ): Promise<Request | null>;
  /** Newest first. */
  list(filter: RequestFilter, transaction?: Transaction): Promise<readonly Request[]>;
  /**
   * By id: of whom this name, address or object id means, the newest request that is open, for two of these people at
   * most.
   */
  openMeantBy(typed: string): Promise<readonly string[]>;
  /** How many there are, whatever the limit of a list. */
  count(filter: Omit<RequestFilter, 'limit'>): Promise<number>;
  /** Replaces the ledger of a request that has not run: only while it is `pending`. */
  replaceSteps(transaction: Transaction, id: string, steps: readonly StepRecord[]): Promise<void>;
}

/** One worker at a time advances a request, and one tells its parties; a dead worker's lease runs out. */
export interface Leases {
  /**
   * `what`: a request id, or another name of work. False when another worker holds it. `seconds` of real time; taking
   * one's own lease again renews it.
   */
  take(what: string, owner: string, seconds: number): Promise<boolean>;
  release(what: string, owner: string): Promise<void>;
  /** At start: gives up what `owner` (or, with null, anybody: the database is ours alone) still holds. */
  releaseAll(owner: string | null): Promise<void>;
}

/** Which requests need a look: due in tenant time, a step due in real time, or changed and not yet told. */
export interface Wakeups {
  due(now: { readonly tenant: Date; readonly real: Date }, limit: number): Promise<readonly string[]>;
}

/** What a look or a read says of the parts of a step: which are to be done, and how others have ended. */
export type PartsFound = Pick<PartsChange, 'toDo' | 'ended'>;

export type StepChange = Partial<
  Pick<
    StepRecord,
    | 'intendedAt'
    | 'acceptedAt'
    | 'verifiedAt'
    | 'notBefore'
    | 'snapshot'
    | 'evidence'
    | 'note'
    | 'gaps'
    | 'turnedBack'
    | 'by'
    | 'parameters'
  >
> & {
  /** What became of its parts besides what `gaps` says of them. */
  readonly partsFound?: PartsFound;
  readonly newAttempt?: boolean;
  /** Only of this attempt: how an earlier one ended, or what was seen of it, is no news of a later one. */
  readonly ofAttempt?: number;
  /**
   * Only while the request is in one of these states and is held as when it was read last, until the move is committed:
   * who stops it comes before the move, or finds it made.
   */
  readonly whileRequest?: { readonly states: readonly RequestState[]; readonly heldAs: Hold['how'] | null };
  /** Nobody has to be told: a look that found what the one before it found. */
  readonly quiet?: boolean;
};

export interface Ledger {
  /** In plan order. */
  read(requestId: string, transaction?: Transaction): Promise<readonly StepRecord[]>;
  /** The same of several requests in one statement, by request. */
  readAll(
    requestIds: readonly string[],
    transaction?: Transaction,
  ): Promise<ReadonlyMap<string, readonly StepRecord[]>>;
  /** Compare-and-set on the step's state; null when somebody else moved it first. Written before anybody is told. */
  move(
    stepId: string,
    from: readonly StepState[],
    to: StepState,
    change: StepChange,
    transaction?: Transaction,
  ): Promise<StepRecord | null>;
  /**
   * Every request that ran for this target user with its ledger, the first that started first: what a restore goes by.
   */
  runsOf(targetUserId: string): Promise<readonly EarlierRun[]>;
}

/** The parts of steps while they are made; whatever a look or a read says of them goes with the move of the step. */
export interface Parts {
  /**
   * The intent, with what is there before it: compare-and-set on the part's state and attempt, and only while the step
   * is `running` at this attempt. Null = it is not; then nothing may be sent. A part that the ledger does not know is
   * added.
   */
  begin(step: Pick<StepRecord, 'id' | 'attempt'>, part: Part, found: PartFound): Promise<Part | null>;
  /**
   * What came of this attempt of the part, whoever has the step by now; null = a later attempt of the part was begun.
   */
  end(stepId: string, part: Part, ending: PartEnding): Promise<Part | null>;
}

/** What was there right before a part was begun, and what of it is known to be Leaver's doing by then. */
export type PartFound = { readonly before: Json; readonly evidence: Json };

export type TaskChange = Partial<Pick<Task, 'answeredAt' | 'by' | 'byName' | 'words' | 'reminded' | 'remindAt'>> & {
  /**
   * For which hour of the request it was answered; left out: the one that holds when the answer is stored. Alone: what
   * was answered before holds for that hour as well.
   */
  readonly answeredFor?: string | null;
  /** Nobody has to be told: only when the next reminder comes. */
  readonly quiet?: boolean;
};

/** What people were given to do; read with their request (`Request.tasks`). */
export interface Tasks {
  /** Hands them out, each once in its request, whoever calls; gives how many were not there before. */
  open(requestId: string, tasks: readonly (PlannedTask & { readonly id: string })[], at: string): Promise<number>;
  /** Compare-and-set on state and attempt; false when somebody answered meanwhile. `to`: left out = the state stays. */
  move(
    task: Pick<Task, 'id' | 'state' | 'attempt'>,
    change: TaskChange & { readonly to?: TaskState },
    transaction?: Transaction,
  ): Promise<boolean>;
}

/** Decisions as they were made; also those that lost. */
export interface DecisionLog {
  add(requestId: string, version: number, decision: Decision, transaction?: Transaction): Promise<void>;
  list(requestId: string): Promise<readonly Decision[]>;
}

/**
 * What goes into the audit. Ids, kinds and codes for ever; who that is, and what they said, only until it is erased.
 */
export type AuditRecord = {
  readonly kind: string;
  /** Object id of who did it, null = Leaver itself; left out: whoever {@link AuditTrail.as} says. */
  readonly actorId?: string | null;
  /** Object id of whom it is about. */
  readonly targetUserId?: string | null;
  readonly requestId?: string | null;
  readonly version?: number | null;
  readonly planHash?: string | null;
  readonly step?: string | null;
  /** A state or the key of a sentence: never names, never free text. */
  readonly code?: string | null;
  readonly graphRequestIds?: readonly string[];
  /**
   * Names, reasons and other free text, each with the object ids of those it is about or from: goes when one of them
   * goes.
   */
  readonly texts?: readonly { readonly about: readonly string[]; readonly text: Json }[];
};

/** Whether what somebody asked for is in the database. `unknown`: its answer to the commit was lost. */
export type Stored = 'no' | 'yes' | 'unknown';

/**
 * Everything asked, decided, attempted and seen, in a chain. The stores add what they change by themselves, in the same
 * transaction; to be added here is only what changes nothing, such as a refusal.
 */
export interface AuditTrail {
  /** With a transaction it is written with it or not at all; it is there once that transaction is committed. */
  add(record: AuditRecord, transaction?: Transaction): Promise<void>;
  /** Whoever does this is named at everything that the work puts into the audit; null = Leaver itself. */
  as<Result>(personId: string | null, work: () => Promise<Result>): Promise<Result>;
  /** During {@link as}: whether any change by that work is stored by now; what is only read or refused is no change. */
  stored(): Stored;
  /** Of the last entry; null = there is none. */
  head(): Promise<AuditHead | null>;
  /** The last time that the head was posted, or the beginning: the code of that entry, and its number. */
  lastHeadPost(): Promise<{ readonly number: number; readonly code: string | null } | null>;
}

/** Which settings were in force from when on, in the audit, and who was told that they changed. */
export interface SettingsTrail {
  /**
   * At a start, before anything is done by them: recorded where they are not those in force. Of two at once one records
   * them.
   */
  takeIntoUse(settings: SettingsInUse, at: string): Promise<void>;
  /** The changes of which approvers were not all told, oldest first; the first settings of all are none. */
  untold(): Promise<readonly SettingsChange[]>;
  told(number: number): Promise<void>;
  /** Who was told of that change, by object id. */
  heard(number: number): Promise<ReadonlySet<string>>;
  hears(number: number, personId: string): Promise<void>;
}

/** What somebody asked of approvers: each request, and each other hour of one. */
export interface Asks {
  /** Until the transaction ends nobody else counts, or adds to, what this person asked: what was counted stays true. */
  takeTurn(requesterId: string, transaction: Transaction): Promise<void>;
  /** When, after `since` (tenant time, ISO UTC), the oldest first. */
  since(requesterId: string, since: string, transaction: Transaction): Promise<readonly string[]>;
  add(requesterId: string, at: string, transaction: Transaction): Promise<void>;
}

/** What began when, as limits count it. */
export interface Starts {
  /**
   * Until the transaction ends nobody else starts, pauses or resumes anything: what was counted stays true. Whatever
   * changes rows of two requests takes it first of all, so that such changes wait for each other and never in a circle.
   */
  takeTurn(transaction: Transaction): Promise<void>;
  /**
   * Taken under the turn it is greater than any that was taken before: which of two came first is told by it, since the
   * clocks of two processes may differ.
   */
  nextNumber(transaction: Transaction): Promise<number>;
  /**
   * In each of these scopes: what began after `since`, and after people last resumed a stop of that scope; without the
   * start itself, which may have been taken before a crash.
   */
  count(
    start: Pick<Start, 'requestId' | 'scopes'>,
    since: string,
    transaction: Transaction,
  ): Promise<readonly number[]>;
  /** Object ids of everybody who asked for or approved what is counted in this scope ({@link count}). */
  parties(scope: Start['scopes'][number], since: string, transaction: Transaction): Promise<readonly string[]>;
  /**
   * In each of these scopes: what a stop held, is taken up again by `until`, and was to run before this one (its hour,
   * else when it was approved; then its number).
   */
  ahead(
    start: Pick<Start, 'requestId' | 'scopes'>,
    until: string,
    transaction: Transaction,
  ): Promise<readonly number[]>;
  /** Counts from now on; a second time replaces the first, and without scopes it is taken back. */
  add(start: Pick<Start, 'requestId' | 'scopes'>, at: string, transaction: Transaction): Promise<void>;
}

/** What holds work back until people resume it: at most one open stop per scope. */
export interface Stops {
  /** Open ones, oldest first. */
  open(transaction?: Transaction): Promise<readonly Stop[]>;
  /** The stop of that scope: this one, or the one that was open already. */
  add(stop: Omit<Stop, 'reference'>, transaction: Transaction): Promise<Stop>;
  /**
   * Whether an unconfirmed pause of this member was lifted after `since`, by whomever: they may lift their own, and
   * begin its hour anew.
   */
  pausedAlone(by: string, since: string, transaction: Transaction): Promise<boolean>;
  /**
   * Another member stands by the pause of the first: false when it is no open pause of somebody else, or they did
   * before.
   */
  confirm(reference: string, by: string, transaction: Transaction): Promise<boolean>;
  /**
   * Compare-and-set, the first of two who have to say so: false when it is not open, or somebody else than `before`
   * said it.
   */
  sayMayGo(
    reference: string,
    lift: NonNullable<Stop['lift']>,
    before: string | null,
    transaction: Transaction,
  ): Promise<boolean>;
  /** Takes away the first words of two by this person; the references of the stops that they were about. */
  setWordsAside(personId: string, actorId: string, transaction: Transaction): Promise<readonly string[]>;
  /**
   * Compare-and-set: false when it is not open, was confirmed since, or another first word stands there than was
   * judged. What is held then is woken, whatever holds it.
   */
  resume(
    stop: Pick<Stop, 'reference' | 'parties' | 'lift'>,
    by: string,
    at: string,
    transaction: Transaction,
  ): Promise<boolean>;
  /**
   * References of the requests that each open stop holds back, the oldest first, by its own; without those about who
   * reads it: whom a request is about never hears of it.
   */
  waiting(readerId: string): Promise<Readonly<Record<Stop['reference'], readonly string[]>>>;
}

/** That one member of the emergency group asked for somebody to be blocked at once who takes two. */
export type FirstClick = {
  readonly targetUserId: string;
  readonly by: string;
  readonly byName: string;
  readonly reason: string | null;
  /** Tenant time, ISO UTC. */
  readonly at: string;
  /** Object ids of those whom a message about it reached, since it was used: about that. */
  readonly told: readonly string[];
  /**
   * The second click asked people for an administrator: it is used, and kept so that nobody calls them again at once.
   */
  readonly asked: { readonly by: string; readonly byName: string; readonly at: string } | null;
};

export interface FirstClicks {
  /** Of this person, made or used to ask for an administrator later than `since`. */
  read(targetUserId: string, since: string): Promise<FirstClick | null>;
  /** By this member, later than `since`, the oldest first. */
  by(personId: string, since: string, transaction?: Transaction): Promise<readonly FirstClick[]>;
  /** Takes away those of this member, but not one about who takes it away. What is gone, and who had heard of it by then. */
  setAside(
    personId: string,
    actorId: string,
    transaction: Transaction,
  ): Promise<readonly Pick<FirstClick, 'targetUserId' | 'told'>[]>;
  /** Takes away what was clicked by then, whoever clicked. */
  forget(until: string): Promise<void>;
  /** False when somebody else's is there that is later than `since`, not used, and not by `instead`. */
  put(
    click: Omit<FirstClick, 'told' | 'asked'>,
    over: { readonly since: string; readonly instead: string | null },
    transaction: Transaction,
  ): Promise<boolean>;
  /** The second click is there, and takes it away: false when it is gone. */
  use(targetUserId: string, by: string, transaction: Transaction): Promise<boolean>;
  /** These heard of it. */
  tell(
    click: Pick<FirstClick, 'targetUserId' | 'by'>,
    told: readonly string[],
    transaction?: Transaction,
  ): Promise<void>;
  /**
   * The second click asks for an administrator, whom nobody was told of yet: false when it is gone, or was used; not by
   * an asking before `unheard` of which nobody is known to have heard.
   */
  ask(
    click: Pick<FirstClick, 'targetUserId' | 'by'>,
    asked: NonNullable<FirstClick['asked']>,
    unheard: string,
    transaction: Transaction,
  ): Promise<boolean>;
  /** Nobody could be told of what this asked: the click is there as before. */
  unask(click: Pick<FirstClick, 'targetUserId' | 'by'>, asked: NonNullable<FirstClick['asked']>): Promise<void>;
}

export type JobName = 'advance-request';

/** Durable work. A job only wakes the flow; the rows are the truth, and handlers re-check. */
export interface Queue {
  /** With a transaction: request and job commit together or not at all. */
  send(job: JobName, requestId: string, transaction?: Transaction): Promise<void>;
  /** Starts working; `handle` may be called twice for the same job and must re-check. */
  work(job: JobName, handle: (requestId: string) => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** One card of one request in one person's chat. */
export type ShownCard = {
  readonly requestId: string;
  readonly personId: string;
  readonly kind: View['kind'];
  readonly conversationId: string;
  readonly activityId: string;
  /** Hash of what was last shown: equal → nothing is sent. */
  readonly hash: string;
};

/** A card that another one took over from. */
export type RetiredCard = Omit<ShownCard, 'kind' | 'hash'>;

/** One card per request, person and kind is kept up to date; the one before it is retired until it says so itself. */
export interface ShownCards {
  list(requestId: string): Promise<readonly ShownCard[]>;
  /** What came of showing in place of `previous`; retired at once when another card took over meanwhile. */
  put(card: ShownCard, previous: ShownCard | null): Promise<void>;
  /**
   * A card that this person brought up is the one from now on. False when that message is one already: where it is
   * another card than was shown last, it is shown anew at the next news.
   */
  takeOver(card: ShownCard): Promise<boolean>;
  retired(requestId: string): Promise<readonly RetiredCard[]>;
  /** It says that it is retired; should it have taken over again meanwhile, it is shown anew. */
  retire(card: RetiredCard): Promise<void>;
  /** Whoever held it is no party any more, and it says so: it is no card of the request from now on. */
  takeAway(card: ShownCard): Promise<void>;
  /** People are to be told anew of every request of which this person holds a card; gives which, by id. */
  raiseHeldBy(personId: string): Promise<readonly string[]>;
  /** Marks everything up to this revision of the request as told. */
  told(requestId: string, revision: number): Promise<void>;
  /** The revision counts every change of the request or its ledger. */
  revision(requestId: string): Promise<{ readonly current: number; readonly told: number }>;
}

/** Single messages ("somebody must act", "it is over"): each at most once per person, by key. */
export interface Notices {
  /** False when that notice was claimed before. */
  claim(requestId: string, personId: string, key: string): Promise<boolean>;
  /** It could not be sent now: to be claimed again. */
  giveBack(requestId: string, personId: string, key: string): Promise<void>;
}

export type Delivery =
  | { readonly status: 'shown'; readonly card: ShownCard }
  | { readonly status: 'unchanged' }
  /** No stored conversation and none can be created, or the app is blocked or removed there. */
  | { readonly status: 'unreachable' }
  /** The connector could not be reached now, or a click on the card was answered since: try again later. */
  | { readonly status: 'later' };

/** Teams out: one card per viewer, updated in place; a message only when somebody must act or it is over. */
export interface Messenger {
  /**
   * Posts the card, or updates `previous`; a card that is gone is posted anew. `readAt`: when what the view says was
   * read, real time in milliseconds; now, unless told otherwise.
   */
  show(personId: string, view: View, previous: ShownCard | null, readAt?: number): Promise<Delivery>;
  /** Lets the card say why it is kept up to date no more; one that is gone needs nothing. */
  retire(
    card: RetiredCard,
    reference: string,
    why: 'another-took-over' | 'no-party',
  ): Promise<'done' | 'unreachable' | 'later'>;
  /** A short message with, where given, the request's reference. */
  notify(personId: string, message: Text): Promise<'sent' | 'unreachable' | 'later'>;
  /** Whether a message could be sent at all, without sending one. */
  canReach(personId: string): Promise<boolean>;
}

/** Where a person can be reached, and how they read. */
export type Conversation = {
  readonly personId: string;
  readonly conversationId: string;
  readonly serviceUrl: string;
  readonly tenantId: string;
  /** Teams' id of the person in this conversation (`29:…`). */
  readonly channelUserId: string;
  /** What the client said last (BCP 47), and what the person chose with `language`; the choice wins. */
  readonly clientLocale: string | null;
  readonly chosenLocale: string | null;
  /** IANA zone that the client said last. */
  readonly timeZone: string | null;
  readonly unreachableSince: string | null;
  readonly welcomed: boolean;
};

export interface Conversations {
  read(personId: string): Promise<Conversation | null>;
  put(conversation: Conversation): Promise<void>;
  /** Only what is named; the rest stays as it is by then. Nothing happens when nobody is known by this id. */
  patch(personId: string, changes: Partial<Omit<Conversation, 'personId'>>): Promise<void>;
}

/** Disposable state of dialogs in flight (botbuilder's Storage), with an eTag per key. */
export interface DialogStates {
  read(keys: readonly string[]): Promise<Readonly<Record<string, { readonly value: Json; readonly eTag: string }>>>;
  /** Throws when an eTag is given (not '*') and differs from the stored one. */
  write(changes: Readonly<Record<string, { readonly value: Json; readonly eTag: string | null }>>): Promise<void>;
  remove(keys: readonly string[]): Promise<void>;
}

export type ConnectorCall = 'read' | 'perform';

/** `withdrawn`: nobody began it, and nobody will. `lapsed`: somebody did, and the lease ended without an answer. */
export type ConnectorJobState = 'waiting' | 'leased' | 'finished' | 'withdrawn' | 'lapsed';

export type ConnectorWork = {
  readonly domainName: string;
  /** One job at a time is at work on an account. */
  readonly account: string;
  readonly call: ConnectorCall;
  /** All that a connector gets to see. */
  readonly order: Json;
  /** While a job of this key is open, asking again joins it; null = always a new one. */
  readonly key: string | null;
  /** Real seconds in which somebody must take it; a job that was forgotten is never given out later. */
  readonly waitSeconds: number;
};

/** Work for connectors, seen from who wants it done. */
export interface ConnectorJobs {
  /** Gives the job's id. */
  put(work: ConnectorWork): Promise<string>;
  read(id: string): Promise<{ readonly state: ConnectorJobState; readonly result: Json }>;
  /** Compare-and-set: true when nobody began it, and nobody will. */
  withdraw(id: string): Promise<boolean>;
  /** Whether a connector of this domain asked for work lately. */
  isListening(domainName: string): Promise<boolean>;
}

/** The same work, seen from a connector's key; a revoked key gets and answers nothing. Seconds are real time. */
export interface ConnectorLeases {
  /**
   * Offers the oldest waiting job of the key's domains to this asker only; null = none now. An offer that is not begun
   * ends after some seconds, and the job waits again: whoever asked may be gone.
   */
  offer(keyId: string): Promise<{
    readonly id: string;
    readonly call: ConnectorCall;
    readonly domainName: string;
    readonly order: Json;
  } | null>;
  /** Resolves when there may be work again because of this process, and after so many real milliseconds anyway. */
  change(milliseconds: number): Promise<void>;
  /** Makes the offer a lease. False when it is over: then nothing may be done. True once only. */
  begin(id: string, keyId: string, seconds: number): Promise<boolean>;
  /** False when the lease has ended, is another key's, or was renewed long enough. */
  renew(id: string, keyId: string, seconds: number): Promise<boolean>;
  /** Compare-and-set: false when this key does not hold the lease (any more), or the job was another call. */
  finish(id: string, keyId: string, answer: { readonly call: ConnectorCall; readonly result: Json }): Promise<boolean>;
}

export interface ConnectorKeys {
  /** Of every key that there is, the revoked ones too. */
  ids(): Promise<readonly string[]>;
  /** The secret of a key that is not revoked. */
  secretOf(keyId: string): Promise<string | null>;
  /** False when this key used the nonce before. */
  useNonce(keyId: string, nonce: string): Promise<boolean>;
}

/** What a step works on. */
export type StepContext = {
  readonly step: StepRecord;
  readonly targetUserId: string;
  /** Of the target user, as read at the start of the run. */
  readonly facts: TargetUser;
  /** The whole ledger of the request, as it stands now. */
  readonly steps: readonly StepRecord[];
};

/** With which a step is performed. */
export type PerformContext = StepContext & {
  /**
   * Read anew right before anything is sent, each part and each repetition: false once a pause, a hold, a stop or a
   * block at once came in, or another worker took the step over.
   */
  readonly mayGoOn: () => Promise<boolean>;
  /** As `Parts`, of this attempt of the step. */
  readonly parts: {
    begin(part: Part, found: PartFound): Promise<Part | null>;
    end(part: Part, ending: PartEnding): Promise<Part | null>;
  };
};

/**
 * `gaps` of an ending: every part that is refused or left to people, as it was read just now; left out = not read, and
 * what was known stays.
 */

/** What looking first gave: the state that the change would destroy, and whether there is anything to do. */
export type Looked =
  | {
      readonly status: 'needed';
      readonly snapshot: Json;
      readonly gaps?: readonly Gap[];
      readonly partsFound?: PartsFound;
    }
  | {
      readonly status: 'already';
      readonly note: Skip;
      readonly snapshot: Json;
      readonly gaps?: readonly Gap[];
      readonly partsFound?: PartsFound;
    }
  | { readonly status: 'refused'; readonly note: Text }
  /** `answered`: the HTTP status that came instead of an answer. */
  | { readonly status: 'later'; readonly seconds: number; readonly answered?: number };

export type Performed =
  /** The service answered 2xx (or an answer that means "already so"). */
  | { readonly status: 'accepted'; readonly evidence: Json; readonly note?: Text; readonly gaps?: readonly Gap[] }
  /** The service refused, and repeating will not help. */
  | { readonly status: 'refused'; readonly note: Text; readonly gaps?: readonly Gap[] }
  /** The answer was lost, or was one that can mean "done" (408, 429, 5xx, reset, timeout: reliability.md 0.6). */
  | {
      readonly status: 'ambiguous';
      readonly seconds: number;
      /** What came instead of an answer: an HTTP status; left out = nothing did. */
      readonly answered?: number;
      readonly done?: Json;
    }
  /**
   * It might not go on: nothing more was sent. `done`: the evidence of the parts that were made before; left out = none
   * was.
   */
  | { readonly status: 'held'; readonly done?: Json }
  /** Nothing was sent: what is there now has to be looked at, and kept, before it is taken. */
  | { readonly status: 'look-first'; readonly seconds: number }
  /** A person must do it; `note` says what. */
  | { readonly status: 'needs-person'; readonly note: Text };

export type Verified =
  | {
      readonly status: 'seen';
      readonly evidence: Json;
      readonly gaps?: readonly Gap[];
      readonly partsFound?: PartsFound;
    }
  /** Accepted and seen, and directory sync may still overwrite it, or has not brought it yet: stays `accepted`. */
  | {
      readonly status: 'seen-temporary';
      readonly evidence: Json;
      readonly note?: Text;
      readonly gaps?: readonly Gap[];
    }
  /**
   * `turnedBack`: not a lagging read; it was changed again after our change, and how, and by whom where that is known.
   */
  | {
      readonly status: 'not-seen';
      readonly evidence: Json;
      /** Which parts are not as wanted, where the step has parts. */
      readonly items?: readonly { readonly id: string; readonly name: string }[];
      readonly turnedBack?: Pick<TurnedBack, 'how' | 'by'>;
    }
  /**
   * What the effect was on is not there: deleted, which is no change back. `evidence` says what and when
   * (`domain/gone.ts`).
   */
  | {
      readonly status: 'gone';
      readonly evidence: Json;
      /** Where something of what was left to people can still be read. */
      readonly gaps?: readonly Gap[];
    }
  /** The read was refused: that says nothing about the effect. */
  | { readonly status: 'unreadable'; readonly note: Text }
  | { readonly status: 'later'; readonly seconds: number };

/** The only code that changes a tenant. Expected endings are values; it throws only for defects. */
export interface StepLane {
  readonly lane: Lane;
  /** Whether `perform` may be repeated without a read. */
  idempotent(kind: StepKind): boolean;
  look(context: StepContext): Promise<Looked>;
  perform(context: PerformContext): Promise<Performed>;
  verify(context: StepContext): Promise<Verified>;
}

/** All that the flow needs of the outside; `app.ts` builds it once. */
export type Ports = {
  readonly clock: Clock;
  readonly people: People;
  readonly groups: Groups;
  readonly directory: Directory;
  readonly transactions: Transactions;
  readonly requests: RequestStore;
  readonly leases: Leases;
  readonly wakeups: Wakeups;
  readonly ledger: Ledger;
  readonly parts: Parts;
  readonly tasks: Tasks;
  readonly decisions: DecisionLog;
  readonly audit: AuditTrail;
  readonly starts: Starts;
  readonly asks: Asks;
  readonly stops: Stops;
  readonly firstClicks: FirstClicks;
  readonly queue: Queue;
  readonly cards: ShownCards;
  readonly notices: Notices;
  readonly messenger: Messenger;
  readonly lanes: Readonly<Partial<Record<Lane, StepLane>>>;
};
