import { PEOPLE } from './people.ts';
import type { Button } from './shown-buttons.ts';

/** What a person fills in before pressing this button, so that it does something. */
export function filledInputs({ data: { verb }, who }: Button): Readonly<Record<string, string>> {
  switch (verb) {
    case 'decline-confirm':
    case 'runbook-cannot':
      return { reason: 'Not before the new contract is signed' };
    case 'hold-request':
    case 'stop-request':
      return { reason: 'Somebody else was meant' };
    case 'move':
      return { lastDay: '2026-03-23', hour: '09:00', reason: 'After the audit' };
    case 'ask':
      return { question: 'Is this the last day?' };
    case 'answer':
      return { answer: 'It is.' };
    case 'reassign':
      return { approver: PEOPLE[who === 'thirdApprover' ? 'approver' : 'thirdApprover'].id };
    case 'postpone':
    case 'new-date':
      return { lastDay: '2026-03-23', hour: '09:00' };
    case 'retry':
    case 'skip':
      return { step: 'revoke-sessions' };
    default:
      return {};
  }
}

/** Buttons that change what is stored; the proof is worth nothing where one of them does not. */
export const VERBS_THAT_CHANGE: readonly string[] = [
  'approve',
  'decline-confirm',
  'ask',
  'reassign',
  'postpone',
  'agree',
  'answer',
  'withdraw',
  'run-now',
  'new-date',
  'retry',
  'skip',
  'runbook-done',
  'runbook-cannot',
  'confirm-block',
  'refuse-block',
  'move',
  'hold-request',
  'stop-request',
];
