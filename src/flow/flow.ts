import type { AuditHead } from '../domain/audit-entry.ts';
import type { Stop } from '../domain/brakes.ts';
import type { Choices, RequestKind } from '../domain/choices.ts';
import type { Explanation } from '../domain/explanation.ts';
import type { Listed } from '../domain/listed.ts';
import type { Person } from '../domain/person.ts';
import type { Policy } from '../domain/policy.ts';
import type { Report, View } from '../domain/report.ts';
import type { AnsweredBy, Request } from '../domain/request.ts';
import type { SetAside } from '../domain/set-aside.ts';
import type { StepKind } from '../domain/step.ts';
import type { TargetUser } from '../domain/target-user.ts';
import type { Text } from '../domain/text.ts';
import type { ShownCard } from './ports.ts';

/** An hour, not "now". */
type At = Extract<Choices['when'], { readonly mode: 'at' }>;

/** Of which of the groups that decide somebody is a member: what they are offered, which gives no right. */
export type Offered = { readonly approver: boolean; readonly escalation: boolean; readonly emergency: boolean };

/** The organisation's groups and policy; null = not configured. */
export type FlowSettings = {
  readonly approverGroupId: string;
  readonly escalationGroupId: string | null;
  readonly emergencyGroupId: string | null;
  readonly requesterGroupId: string | null;
  readonly protectedGroupId: string | null;
  readonly policy: Policy;
};

/** Nothing was changed; `reason` says why and what to do next. */
export type Refused = { readonly refused: Text };

/** What was not done and why, if it was refused; and what the actor may see of the request (null = not a party). */
export type Answered = { readonly refused: Text | null; readonly view: View | null };

/** What stands in the way of asking this about that person, as far as this asker may know it. */
export type OpenAbout = {
  readonly targetUserId: string;
  readonly targetUserName: string;
  /** For its parties: who asked, and the helpdesk. Null: somebody else learns only that there is one. */
  readonly request: Pick<Request, 'id' | 'reference' | 'version' | 'state' | 'dueAt' | 'choices'> | null;
  readonly mayChangeDate: boolean;
  /** Whether a block can be asked for as well. */
  readonly mayBlock: boolean;
};

export type Draft = {
  readonly facts: TargetUser;
  /** As it would be after submitting: plan, lines and standing as the review card shows them. */
  readonly report: Report;
  /** False: no approver can be reached now; said on the review card already. */
  readonly approversReachable: boolean;
};

/** The script of a runbook, to be saved and run by somebody with rights in AD DS. */
export type RunbookFile = {
  readonly requestId: string;
  readonly reference: string;
  readonly name: string;
  readonly script: string;
  /** SHA-256 of the script, hex; the same as on the card. */
  readonly digest: string;
};

/** An open stop as one person sees it. */
export type Queued = {
  /** Only the tasks of somebody who is no approver. */
  readonly isWork?: true;
  /** What the escalation group decides about by now, or does in the helpdesk's place, and own tasks. */
  readonly isEscalation?: true;
  readonly requests: readonly Listed[];
  /** How many newer ones than these were not looked at. */
  readonly more: number;
  /** Open stops that hold requests back, and how many. */
  readonly stops: readonly { readonly reference: string; readonly held: readonly string[] }[];
};

export type ShownStop = {
  readonly stop: Stop;
  /** Reference of the request that would have been one too many. */
  readonly trippedBy: string | null;
  /** References of the requests that it holds back. */
  readonly waiting: readonly string[];
  /** Why this person may not resume it; null = they may. */
  readonly refusal: Text | null;
};

/** What the requester or the helpdesk answered on a runbook card. */
export type RunbookAnswer =
  | {
      readonly answer: 'done' /** The pasted one-line JSON, or null for a bare Done. */;
      readonly result: string | null;
    }
  | { readonly answer: 'cannot'; readonly reason: string };

/** What somebody answered about a task: `task` by its key, never guessed: another may be the only one by now. */
export type TaskAnswer = {
  readonly task: string;
  /** For which hour of the request it was given, as the card showed it, null = none; left out: the one that holds. */
  readonly shownHour?: string | null;
} & (
  | { readonly answer: 'done' /** What was pasted, or null for a bare Done. */; readonly result: string | null }
  | { readonly answer: 'cannot'; readonly reason: string }
  | { readonly answer: 'waive' }
  /** What was done for an hour that was changed since is right for the one that is shown. */
  | { readonly answer: 'holds' }
);

/**
 * What can be done with requests. The bot calls these and nothing else; `actorId` is always the tenant-checked object
 * id of the activity, never something out of a card. A refusal carries the reason; a `view` is what the actor may see
 * of the request (null = not a party: answer neutrally). All throw `DirectoryUnavailable` when the directory cannot be
 * read; then nothing was changed. What changes something throws `FailedAfterwards` when that is stored and something
 * after it failed, `OutcomeUnknown` when nobody knows whether it is; after any other error nothing of it is stored.
 */
export type Flow = {
  /** How far ahead a last working day may lie (`Policy.scheduleDays`). */
  readonly scheduleDays: number;
  /** How long approvers have to confirm a block that was made at once, hours. */
  readonly confirmHours: number;
  /** Live, in one read. */
  offeredTo(personId: string): Promise<Offered>;
  /** Whether asking is offered to them: whom they may ask about is decided at the ask. */
  asksHere(personId: string): Promise<boolean>;
  /** The manager's direct reports (all kinds), and people by name; only those the requester may ask about. */
  directReports(requesterId: string): Promise<readonly Person[]>;
  findPeople(requesterId: string, kind: RequestKind, query: string): Promise<readonly Person[]>;
  /** Who could take over: enabled members anywhere in the directory, by name; what Teams shows to everybody anyway. */
  findSuccessors(query: string): Promise<readonly Person[]>;
  /** Whom the form offers: the manager and the requester's reports who may. */
  offeredSuccessors(requesterId: string, facts: TargetUser): Promise<readonly Person[]>;
  /**
   * Whether this person may ask this about that target user; reads no facts about the target user before it is sure.
   */
  mayAsk(requesterId: string, kind: RequestKind, targetUserId: string): Promise<Refused | { readonly target: Person }>;
  /** Choices as a form starts with them: successor, sensible defaults for this kind and this person. */
  proposeChoices(
    requesterId: string,
    kind: RequestKind,
    targetUserId: string,
  ): Promise<Refused | { readonly choices: Choices; readonly facts: TargetUser; readonly beside: readonly Text[] }>;
  /** Why nobody can come back under the address that these choices name; null = can, or none is named. */
  whyNotComeBackAs(actorId: string, choices: Choices): Promise<Text | null>;
  /** What is open about this person and leaves no room for this; null = nothing. For who may ask about them. */
  openAbout(actorId: string, kind: RequestKind, targetUserId: string): Promise<OpenAbout | null>;
  /** What is open about the one person whom this name means, for a party to it; null = nothing to say. */
  openByName(actorId: string, query: string): Promise<OpenAbout | null>;
  /** The plan for these choices; nothing is stored. `report.request.plan.refusals` may be non-empty. */
  draft(requesterId: string, choices: Choices): Promise<Refused | { readonly draft: Draft }>;
  /**
   * Stores request, plan, hash and job in one transaction. `planHash`: what the review card showed; another → refused.
   */
  submit(
    requesterId: string,
    choices: Choices,
    planHash: string,
  ): Promise<(Refused & { readonly open?: OpenAbout }) | { readonly request: Request; readonly view: View }>;
  decide(
    actorId: string,
    idOrReference: string,
    version: number | null,
    decision: { readonly verdict: 'approved' } | { readonly verdict: 'declined'; readonly reason: string },
  ): Promise<Answered>;
  /** An approver asks the requester; the request goes on waiting. */
  askQuestion(actorId: string, idOrReference: string, version: number | null, question: string): Promise<Answered>;
  answerQuestion(actorId: string, idOrReference: string, version: number | null, answer: string): Promise<Answered>;
  /** To another person who may decide: object id, sign-in name or name. */
  reassign(actorId: string, idOrReference: string, version: number | null, toWhom: string): Promise<Answered>;
  /** Another hour makes a new version, to which the requester has to agree before anybody can approve it. */
  postpone(actorId: string, idOrReference: string, version: number | null, when: Choices['when']): Promise<Answered>;
  agree(actorId: string, idOrReference: string, version: number | null): Promise<Answered>;
  /** Why a request of theirs cannot be put at another hour now: a restore of the same person is open. */
  whyHourIsFixed(actorId: string, idOrReference: string): Promise<Text | null>;
  /** The requester puts an own request at another hour; it needs approval again. */
  changeDate(actorId: string, idOrReference: string, version: number | null, when: At): Promise<Answered>;
  /**
   * Any approver, about what is approved or runs; each with a reason. Moving it counts as one approval of the new hour.
   */
  move(actorId: string, idOrReference: string, version: number | null, when: At, reason: string): Promise<Answered>;
  stop(actorId: string, idOrReference: string, version: number | null, reason: string): Promise<Answered>;
  hold(actorId: string, idOrReference: string, version: number | null, reason: string): Promise<Answered>;
  letGoOn(actorId: string, idOrReference: string, version: number | null): Promise<Answered>;
  /** Who else may decide about it now, for those who may. */
  deciders(actorId: string, idOrReference: string): Promise<readonly Person[]>;
  /**
   * Whom a member of the emergency group can mean; what is known, and until when it is to be confirmed, about the only
   * one.
   */
  findForEmergency(actorId: string, query: string): Promise<Refused | BeforeBlock>;
  /**
   * Blocks at once; approvers are asked afterwards. `given`: why; `said`: what the card said that the click does, null
   * = nothing.
   */
  blockNow(
    actorId: string,
    targetUserId: string,
    asked?: { readonly given?: string; readonly said?: string | null },
  ): Promise<Refused | { readonly request: Request; readonly view: View }>;
  answerEmergency(
    actorId: string,
    idOrReference: string,
    version: number | null,
    verdict: 'confirmed' | 'refused',
  ): Promise<Answered>;
  /** For approvers: everything open that rests on what somebody asked for or approved; nothing is changed. */
  lookSetAside(actorId: string, query: string): Promise<Refused | SetAsideLook>;
  /** All of it at once, by one decision; `reason` is compulsory. */
  setAside(actorId: string, personId: string, reason: string): Promise<Refused | WasSetAside>;
  withdraw(actorId: string, idOrReference: string, version: number | null): Promise<Answered>;
  /** Approved after its hour: run now, or at another hour (goes back to `scheduled`). */
  answerLate(actorId: string, idOrReference: string, version: number | null, when: Choices['when']): Promise<Answered>;
  answerRunbook(actorId: string, idOrReference: string, answer: RunbookAnswer): Promise<Answered>;
  /** Members of a task's group say what became of it; an approver lets it go. */
  answerTask(actorId: string, idOrReference: string, answer: TaskAnswer): Promise<Answered>;
  /** The open work in AD DS as a script, for those who may answer the runbook. */
  runbookFile(
    actorId: string,
    idOrReference: string,
  ): Promise<(Refused & { readonly view: View | null }) | { readonly file: RunbookFile }>;
  /**
   * Retry or skip (waive) a step that failed or that nobody could do; null = none waits for that, which is refused with
   * why.
   */
  resolveStep(
    actorId: string,
    idOrReference: string,
    step: StepKind | null,
    answer: 'retry' | 'skip',
  ): Promise<Answered>;
  /** What this person may see of a request; null = no such request, or not a party (say the same in both cases). */
  view(viewerId: string, idOrReference: string): Promise<View | null>;
  /** This person brought up a card of a request: from now on it is the one that is kept up to date. */
  cardShown(card: ShownCard): Promise<void>;
  /** Own requests, newest first; `more`: how many older ones are not listed. */
  mine(requesterId: string): Promise<Pick<Queued, 'requests' | 'more'>>;
  /**
   * How the person that `query` (name, UPN or GUID) means stands, and why; several people when it is not clear who, the
   * direct reports when it is empty. For those who may ask about them, and for the helpdesk; nobody learns of others.
   */
  why(
    actorId: string,
    query: string,
  ): Promise<Refused | { readonly people: readonly Person[] } | { readonly explanation: Explanation }>;
  /**
   * For approvers: pending requests and runbooks waiting for a person; for the escalation group what is theirs by now; for
   * who does tasks, those; a refusal for everybody else.
   */
  queue(actorId: string): Promise<Refused | Queued>;
  /** For approvers: number and hash of the audit's last entry. */
  auditHead(actorId: string): Promise<Refused | { readonly head: AuditHead }>;
  /** For approvers and the emergency group: what is held back now; a refusal for everybody else. */
  stops(actorId: string): Promise<Refused | { readonly stops: readonly ShownStop[] }>;
  /** For the emergency group: from now on nothing starts and nothing more is changed. */
  pauseEverything(actorId: string): Promise<Refused | { readonly stops: readonly ShownStop[] | null }>;
  /**
   * `stop`: its reference; null = the only one there is. `stops`: what is still held back, for those who may see it;
   * null also where it was changed and cannot be read now.
   */
  resumeStop(
    actorId: string,
    stop: string | null,
  ): Promise<{ readonly refused: Text | null; readonly stops: readonly ShownStop[] | null }>;
};

/** `confirmBy`: ISO UTC, where an earlier block that stands says until when; null = as long as the policy has it. */
export type BeforeBlock = {
  readonly people: readonly Person[];
  readonly known: readonly Text[];
  readonly confirmBy: string | null;
  /** Who may confirm it afterwards; left out = approvers. */
  readonly answeredBy?: AnsweredBy;
  /** What the click does, where it is not the block itself: it is the first of two, or asks for an administrator. */
  readonly instead?: Text;
};

/** One open request that rests on somebody's word, and what becomes of it when that is set aside. */
export type Concerning = { readonly request: Request; readonly what: SetAside };

/** The first of two clicks to block somebody (`name`) at once, which waits for a second. */
export type ClickAside = { readonly name: string };

/** Whom a name can mean; of the only one everything open that rests on their word. */
export type SetAsideLook = {
  readonly people: readonly Person[];
  readonly rows: readonly Concerning[];
  readonly clicks: readonly ClickAside[];
  /** The stops of which they were the first of two to say that they may go. */
  readonly stops: readonly Stop['reference'][];
};

/** What was done, each with what became of it; empty = nothing of theirs was open any more. */
export type WasSetAside = {
  readonly name: string;
  readonly rows: readonly Concerning[];
  readonly clicks: readonly ClickAside[];
  readonly stops: readonly Stop['reference'][];
};
