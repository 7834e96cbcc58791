import type { Verb } from '../cards/adaptive-card.ts';

/**
 * Who may bring something about with a button. `own-dialog`: whoever is in that dialog, by its nonce. About one
 * request: `party` sees it, `decider` decides about it, `requester` asked for it, `helpdesk` does the work in AD DS and
 * lets steps go, `task-group` does a task. `asker`: for people they may ask about. The flow judges it at the click, by
 * what is true then; a test presses every one of them as everybody else.
 */
export type VerbRule =
  | 'anyone'
  | 'own-dialog'
  | 'party'
  | 'decider'
  | 'requester'
  | 'helpdesk'
  | 'task-group'
  | 'asker'
  | 'emergency'
  | 'helpdesk-or-emergency';

/** Every button there is has one: a verb without a rule does not compile. */
export const VERB_RULES = {
  'start-offboard': 'anyone',
  'start-block-sign-in': 'anyone',
  'start-restore-user': 'anyone',
  help: 'anyone',
  mine: 'anyone',
  queue: 'helpdesk',
  pick: 'own-dialog',
  review: 'own-dialog',
  hour: 'own-dialog',
  submit: 'own-dialog',
  edit: 'own-dialog',
  back: 'own-dialog',
  cancel: 'own-dialog',
  resume: 'own-dialog',
  open: 'party',
  approve: 'decider',
  decline: 'decider',
  'decline-confirm': 'decider',
  keep: 'party',
  more: 'decider',
  ask: 'decider',
  answer: 'requester',
  reassign: 'decider',
  postpone: 'decider',
  agree: 'requester',
  change: 'party',
  move: 'party',
  'hold-request': 'helpdesk',
  'stop-request': 'helpdesk',
  'go-on': 'helpdesk',
  'restore-instead': 'requester',
  'confirm-block': 'decider',
  'refuse-block': 'decider',
  withdraw: 'requester',
  'run-now': 'requester',
  'new-date': 'requester',
  'ask-again': 'requester',
  retry: 'helpdesk',
  skip: 'helpdesk',
  'runbook-done': 'helpdesk',
  'runbook-cannot': 'helpdesk',
  'runbook-file': 'helpdesk',
  'task-done': 'task-group',
  'task-cannot': 'task-group',
  'task-waive': 'helpdesk',
  'task-holds': 'task-group',
  page: 'anyone',
  'block-now-ask': 'emergency',
  'block-now': 'emergency',
  'block-now-cancel': 'anyone',
  'set-aside-ask': 'helpdesk',
  'set-aside': 'helpdesk',
  'set-aside-cancel': 'anyone',
  why: 'asker',
  stops: 'helpdesk-or-emergency',
  'resume-stop': 'helpdesk-or-emergency',
  language: 'anyone',
} as const satisfies Readonly<Record<Verb, VerbRule>>;

/** What the dialog takes itself: only who is in it, by its nonce. */
export type DialogVerb = { [V in Verb]: (typeof VERB_RULES)[V] extends 'own-dialog' ? V : never }[Verb];

/** `verb` came from outside and may be any word: "constructor" is none of ours. */
export function isDialogVerb(verb: string): verb is DialogVerb {
  return Object.hasOwn(VERB_RULES, verb) && VERB_RULES[verb as Verb] === 'own-dialog';
}

const ABOUT_NO_REQUEST: readonly Verb[] = ['queue', 'set-aside-ask', 'set-aside'];
const ABOUT_A_REQUEST: readonly VerbRule[] = ['party', 'decider', 'requester', 'helpdesk', 'task-group'];

/** Whether a button is about one request: it needs one, sealed, and works outside a personal chat too. */
export function isAboutRequest(verb: string): verb is Verb {
  if (!Object.hasOwn(VERB_RULES, verb)) return false;
  return ABOUT_A_REQUEST.includes(VERB_RULES[verb as Verb]) && !ABOUT_NO_REQUEST.includes(verb as Verb);
}
