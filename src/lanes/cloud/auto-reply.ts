import type { AutomaticRepliesSetting, MailboxSettings } from '@microsoft/microsoft-graph-types';
import type { Skip } from '../../domain/skip.ts';
import { type Text, text } from '../../domain/text.ts';
import type { GraphClient } from './graph-client.ts';
import { meaningOf } from './graph-errors.ts';
import { at } from './graph-path.ts';
import { refusalNote } from './step-actions.ts';

export function mailboxSettingsPath(id: string) {
  return at`/users/${id}/mailboxSettings`;
}

/** The automatic reply as it is set now, or why it cannot be: `absent` = there is no mailbox to answer from. */
export async function readAutoReply(
  graph: GraphClient,
  id: string,
): Promise<
  | { readonly setting: AutomaticRepliesSetting }
  | { readonly absent: true; readonly note: Skip }
  | { readonly absent: false; readonly note: Text }
> {
  const answer = await graph.read<MailboxSettings>(mailboxSettingsPath(id));
  if (answer.outcome === 'ok') return { setting: answer.body.automaticRepliesSetting ?? {} };
  return meaningOf(answer) === 'no-mailbox'
    ? { absent: true, note: text('graph.auto-reply.no-mailbox') }
    : { absent: false, note: refusalNote(answer) };
}
