import type { Json } from '../domain/text.ts';

/**
 * A card as JSON, ready to be attached to an activity or returned by an invoke. Version 1.5 is what Teams renders
 * (teams.md 1.1).
 */
export type AdaptiveCard = {
  readonly type: 'AdaptiveCard';
  readonly version: '1.5';
  readonly lang: string;
  /** For clients that cannot draw the card: the first sentences and how to go on by text. */
  readonly fallbackText: string;
  readonly speak: string;
  readonly body: readonly CardElement[];
};

/** An element, an action, a column: whatever stands in a card as an object with a type. */
export type CardElement = { readonly [key: string]: Json };

/** Verbs of the buttons on Leaver's cards: the contract between `cards/` and `bot/verbs`. */
export const VERBS = [
  // a conversation starts
  'start-offboard',
  'start-block-sign-in',
  'start-restore-user',
  'help',
  'mine',
  'queue',
  // dialog
  'pick',
  'review',
  'hour',
  'submit',
  'edit',
  'back',
  'cancel',
  'resume',
  // requests
  'open',
  'approve',
  'decline',
  'decline-confirm',
  'keep',
  'more',
  'ask',
  'answer',
  'reassign',
  'postpone',
  'agree',
  'change',
  'move',
  'hold-request',
  'stop-request',
  'go-on',
  'restore-instead',
  'confirm-block',
  'refuse-block',
  'withdraw',
  'run-now',
  'new-date',
  'ask-again',
  'retry',
  'skip',
  'runbook-done',
  'runbook-cannot',
  'runbook-file',
  'task-done',
  'task-cannot',
  'task-waive',
  'task-holds',
  // lists and settings
  'page',
  'block-now-ask',
  'block-now',
  'block-now-cancel',
  'set-aside-ask',
  'set-aside',
  'set-aside-cancel',
  'why',
  'stops',
  'resume-stop',
  'language',
] as const;
export type Verb = (typeof VERBS)[number];
