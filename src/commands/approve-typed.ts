import type { Chat } from '../sandbox/mini-teams/mini-teams.ts';

/** Approves as somebody who types: what is typed shows the request as it is now, and its button decides. */
export async function approveTyped(chat: Pick<Chat, 'say' | 'lastCard'>, reference: string, word = 'approve') {
  await chat.say(`${word} ${reference}`);
  return chat.lastCard().execute('approve');
}
