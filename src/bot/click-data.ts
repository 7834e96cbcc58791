import { z } from 'zod';
import type { FormValues } from '../cards/form-values.ts';
import type { IncomingActivity } from './incoming-activity.ts';

/**
 * A pressed button: what the card said, and what was filled in. Nothing of it is believed without a look in the store.
 */
export type Click = {
  readonly verb: string;
  readonly requestId: string | null;
  readonly version: number | null;
  /** The hour of the request that the card showed, ISO UTC, empty = it showed none; null or left out = the button says nothing. */
  readonly shownHour?: string | null;
  readonly nonce: string | null;
  readonly inputs: Readonly<Record<string, string>>;
  /** A typed `cancel` or `back`: meant for what is asked now, so there is no nonce. Never set from an activity. */
  readonly isTyped?: true;
};

/** Every input that a card of ours has, with the longest value a person can mean. */
const INPUTS = {
  person: 512,
  said: 32,
  shownAt: 32,
  anyone: 512,
  query: 256,
  when: 16,
  lastDay: 32,
  hour: 64,
  reason: 1_000,
  successor: 512,
  successorQuery: 256,
  autoReply: 8,
  autoReplyText: 2_000,
  shareFiles: 8,
  leaveGroups: 8,
  removeLicences: 8,
  takeMailboxLicence: 8,
  resetPassword: 8,
  disableDevices: 16,
  hideFromAddressLists: 8,
  moveToOu: 8,
  account: 16,
  forwardingChecked: 8,
  restoreUpn: 256,
  dropConflicts: 8,
  question: 1_000,
  answer: 1_000,
  approver: 512,
  step: 64,
  task: 64,
  stop: 16,
  page: 8,
  list: 16,
  locale: 16,
  result: 16_000,
} as const satisfies Readonly<Record<keyof FormValues, number>> & Readonly<Record<string, number>>;

const typed = (most: number) => z.union([z.string().max(most), z.number().transform(String)]).optional();

const clickSchema = z.strictObject({
  verb: z.string().min(1).max(64),
  requestId: z.guid().optional(),
  version: z.number().int().min(0).optional(),
  shownHour: z.union([z.literal(''), z.iso.datetime()]).optional(),
  nonce: z.string().max(64).optional(),
  ...(Object.fromEntries(Object.entries(INPUTS).map(([name, most]) => [name, typed(most)])) as Record<
    keyof typeof INPUTS,
    ReturnType<typeof typed>
  >),
});

/** What the four fields of the card itself may take (reliability.md A4). */
const MOST_BYTES = 2_048;

/**
 * The click in an activity: an `adaptiveCard/action` invoke, or a message with `value` from a client that only knows
 * Action.Submit. `none` = no click at all; `unreadable` = not one of our cards, or changed on the way.
 */
export function readClick(activity: IncomingActivity): Click | 'none' | 'unreadable' {
  if (activity.type === 'invoke') return readInvoke(activity.value);
  if (typeof activity.value !== 'object' || activity.value === null) return 'none';
  return readData(activity.value);
}

const actionSchema = z.looseObject({
  action: z.looseObject({ verb: z.string().max(64), data: z.looseObject({}) }),
});

function readInvoke(value: unknown): Click | 'unreadable' {
  const parsed = actionSchema.safeParse(value);
  if (!parsed.success) return 'unreadable';
  const { verb, data } = parsed.data.action;
  const click = readData(data);
  return click !== 'unreadable' && click.verb === verb ? click : 'unreadable';
}

function readData(data: object): Click | 'unreadable' {
  const parsed = clickSchema.safeParse(data);
  if (!parsed.success) return 'unreadable';
  const { verb, requestId = null, version = null, shownHour = null, nonce = null, ...inputs } = parsed.data;
  const { result: _pasted, autoReplyText: _sentence, ...small } = parsed.data;
  if (Buffer.byteLength(JSON.stringify(small)) > MOST_BYTES) return 'unreadable';
  const filled = Object.entries(inputs).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return { verb, requestId, version, shownHour, nonce, inputs: Object.fromEntries(filled) };
}
