import type { Gap } from './gap.ts';
import type { StepRecord, StepState } from './outcome.ts';
import type { PropagationLine } from './propagation.ts';
import type { Request } from './request.ts';
import type { StepKind } from './step.ts';
import type { TaskNow } from './tasks-of.ts';
import type { Text } from './text.ts';

/** What a viewer may do with a request on its card; the flow checks again at the click. */
const REQUEST_ACTIONS = [
  'approve',
  'decline',
  'more',
  'confirm-block',
  'refuse-block',
  'retry',
  'skip',
  'agree',
  'change',
  'go-on',
  'restore-instead',
  'answer',
  'withdraw',
  'run-now',
  'new-date',
  'ask-again',
] as const;
export type RequestAction = (typeof REQUEST_ACTIONS)[number];

export type Colour = 'good' | 'attention' | 'warning' | 'accent' | 'default';

/** One step as people see it, before the run (from the plan) and during and after it (from the ledger). */
export type ReportedStep = {
  readonly kind: StepKind;
  readonly lane: 'cloud' | 'exchange' | 'on-premises';
  readonly state: StepState;
  readonly explains: readonly Text[];
  readonly note: Text | null;
  /** What was refused or is for people; stays also when the rest was seen. */
  readonly gaps: readonly Gap[];
  /** What it did not do, and a deletion of the account took with it since. */
  readonly went: readonly Gap[];
  /** Tenant time of the last thing that happened to it. */
  readonly at: string | null;
  readonly undo: 'yes' | 'no' | 'partly';
  /** Said to be done, and a look shows that it is not. */
  readonly said: boolean;
  /** Turned back, and not in place again. */
  readonly back: boolean;
  /** In another place since: moved by somebody, or the place was renamed. */
  readonly elsewhere: boolean;
  /** Retry and skip are offered, to who may answer (`Answers`). */
  readonly stuck: boolean;
};

/**
 * Everything a card, a chat answer or the tour says about a request, in Texts: built in one place, laid out in many.
 */
export type Report = {
  readonly request: Request;
  readonly colour: Colour;
  /** One sentence of state: "Waiting for IT approval since Tuesday 10:05". */
  readonly headline: Text;
  /** Synced badge, domain kind, last sync, what AD DS masters and why. */
  readonly standing: readonly Text[];
  readonly steps: readonly ReportedStep[];
  readonly lines: readonly PropagationLine[];
  /** The hours of what is expected are minutes after this, reckoned from `now`; null = they are hours. */
  readonly linesAfter: 'approval' | 'start' | null;
  readonly warnings: readonly Text[];
  readonly notes: readonly Text[];
  /** Who must approve and who did, and what was asked and answered meanwhile. */
  readonly approval: readonly Text[];
  readonly talk: readonly Text[];
  /** What people do besides the steps, and what became of it. */
  readonly tasks: readonly Text[];
  /** What somebody has to do now, if anything. */
  readonly todo: readonly Text[];
  /** Tenant time of this report, and of the last look at what the steps did (null = none yet); ISO UTC. */
  readonly now: string;
  readonly checkedAt: string | null;
};

/** The work that only a person with Active Directory can do, for one request. */
export type Runbook = {
  readonly actions: readonly StepKind[];
  readonly domainName: string;
  readonly samAccountName: string;
  readonly distinguishedName: string;
  readonly securityIdentifier: string;
  /** PowerShell text; its only interpolation is one base64 JSON literal (hybrid.md section 3, rule 1). */
  readonly script: string;
  /** SHA-256 of the script, hex. */
  readonly digest: string;
};

const TASK_ANSWERS = ['done', 'cannot', 'waive', 'holds'] as const;
export type TaskAnswerVerb = (typeof TASK_ANSWERS)[number];

/** A task as somebody sees it who does it, or who may let it go; and what they may answer. */
export type ShownTask = {
  readonly now: TaskNow;
  readonly answers: readonly TaskAnswerVerb[];
};

/** What one party sees of a request: the messenger renders it in their language, in place. */
export type View =
  | { readonly kind: 'requester'; readonly report: Report; readonly actions: readonly RequestAction[] }
  | { readonly kind: 'approver'; readonly report: Report; readonly actions: readonly RequestAction[] }
  | { readonly kind: 'task'; readonly report: Report; readonly tasks: readonly ShownTask[] }
  | {
      readonly kind: 'runbook';
      readonly report: Report;
      readonly runbook: Runbook | null;
      readonly open: boolean;
      /** What rests on the word of who looks alone is not taken. */
      readonly byProof?: true;
    };

export type { StepRecord };
