import type { PropagationLine } from './propagation.ts';

/** What comes back to somebody, by whose case today's figure is: who has no mailbox here reads nothing of mail. */
export function whoseServices({ today }: Pick<PropagationLine, 'today'>): 'guest' | 'without-mail' | 'all' {
  switch (today.key) {
    case 'propagation.restore.open-sessions.today-guest':
      return 'guest';
    case 'propagation.restore.open-sessions.today-no-mail':
      return 'without-mail';
    default:
      return 'all';
  }
}
