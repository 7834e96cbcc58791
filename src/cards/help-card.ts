import { text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { type Button, buttons } from './parts/buttons.ts';
import { head } from './parts/head.ts';
import { renderCard } from './render-card.ts';
import { say } from './untrusted.ts';

export type HelpInput = {
  readonly approver: boolean;
  readonly escalation: boolean;
  readonly emergency: boolean;
  readonly asks: boolean;
};

/**
 * What can be typed, in the reader's language; an approver sees the queue as well, the escalation and the emergency group
 * what is theirs.
 * To who may ask about nobody (`asks`) asking is not offered.
 */
export function helpCard(standing: HelpInput, reader: Reader): AdaptiveCard {
  const { approver, escalation, asks } = standing;
  const queue = escalation && !approver ? 'queue-escalation' : 'queue';
  const hint = text('card.help.hint');
  return renderCard('help', {
    ...head(
      {
        kicker: [text('card.app')],
        title: text('card.help.title'),
        headline: null,
        colour: 'default',
        reference: null,
        says: [hint],
      },
      reader,
    ),
    commands: COMMANDS.filter((command) => isFor(command, standing)).map((command) => ({
      command: say(text(`card.help.${command}.type`), reader),
      words: say(text(`card.help.${command === 'queue' ? queue : command}.does`), reader),
    })),
    hint: say(hint, reader),
    ...buttons([...(asks ? ASKING : []), { verb: 'mine' }, ...(approver || escalation ? [QUEUE] : [])], reader),
  });
}

function isFor(command: string, { approver, escalation, emergency, asks }: HelpInput): boolean {
  if (FOR_ASKING.includes(command)) return asks;
  if (FOR_EMERGENCY.includes(command)) return emergency || (approver && command === 'stops');
  if (escalation && FOR_ESCALATION.includes(command)) return true;
  return approver || !FOR_APPROVERS.includes(command);
}

const COMMANDS = [
  'block-now',
  'pause',
  'offboard',
  'block',
  'restore',
  'status',
  'date',
  'reply',
  'why',
  'mine',
  'queue',
  'decide',
  'confirm',
  'talk',
  'step-in',
  'set-aside',
  'runbook',
  'audit',
  'stops',
  'language',
  'cancel',
] as const;
const FOR_APPROVERS: readonly string[] = [
  'queue',
  'decide',
  'confirm',
  'talk',
  'step-in',
  'set-aside',
  'runbook',
  'audit',
];
/** Whatever is asked of them now: which of it, the flow says. */
const FOR_ESCALATION: readonly string[] = ['queue', 'decide', 'confirm', 'talk', 'step-in'];
const FOR_ASKING: readonly string[] = ['offboard', 'block', 'restore'];
const FOR_EMERGENCY: readonly string[] = ['block-now', 'pause', 'stops'];

const ASKING: readonly Button[] = [
  { verb: 'start-offboard' },
  { verb: 'start-block-sign-in' },
  { verb: 'start-restore-user' },
];
const QUEUE: Button = { verb: 'queue' };
