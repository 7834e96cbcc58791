import type { MailboxSettings } from '@microsoft/microsoft-graph-types';
import type { Identity, TargetUser } from '../../domain/target-user.ts';
import { type BatchAnswer, field } from './graph-answer.ts';
import { meaningOf } from './graph-errors.ts';

/**
 * What kind of mailbox. None at all, one that lost its licence and one on-premises look the same to Graph (graph.md 4): a
 * colleague whose mail address AD DS masters is taken to have it on the organisation's own servers, so that nobody reads
 * "no mailbox" where there is one.
 */
export function mailboxOf(
  answer: BatchAnswer,
  account: {
    readonly identity: Identity;
    readonly userType?: string | null | undefined;
    readonly mail?: string | null | undefined;
  },
): TargetUser['mailbox'] {
  if (answer.outcome === 'refused' && meaningOf(answer) === 'no-mailbox') {
    const isOurs = account.identity === 'synced' && account.userType !== 'Guest' && Boolean(account.mail);
    return isOurs ? 'on-premises' : 'none';
  }
  if (answer.outcome === 'refused') return 'unknown';
  if (answer.outcome !== 'ok') return 'unknown';
  const purpose = (answer.body as MailboxSettings).userPurpose ?? 'user';
  return purpose === 'user' || purpose === 'shared' ? purpose : 'other';
}

export function autoReplyOf(answer: BatchAnswer): TargetUser['autoReply'] {
  if (answer.outcome !== 'ok') return 'unknown';
  const status = (answer.body as MailboxSettings).automaticRepliesSetting?.status;
  if (status === undefined || status === null) return 'unknown';
  return status === 'disabled' ? 'off' : 'on';
}

/**
 * Null = never opened: 404 "User's mysite not found" (graph.md 2.7). Any other 404 is the directory's own: the account was deleted
 * since it was read, and its files come back with it.
 */
export function driveOf(answer: BatchAnswer): TargetUser['drive'] {
  if (answer.outcome === 'refused' && meaningOf(answer) === 'no-drive') return null;
  if (answer.outcome !== 'ok') return 'unknown';
  const id = field(answer.body, 'id');
  const webUrl = field(answer.body, 'webUrl');
  return typeof id === 'string' ? { id, webUrl: typeof webUrl === 'string' ? webUrl : '' } : 'unknown';
}
