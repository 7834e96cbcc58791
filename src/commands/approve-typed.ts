import type { Chat } from '../sandbox/mini-teams/mini-teams.ts';

/**
 * Approves as somebody who types: what is typed shows the request as it is now, and its button decides. Cards of other
 * requests may come in between, so that the last card need not be this one.
 */
export async function approveTyped(chat: Pick<Chat, 'say' | 'until'>, reference: string, word = 'approve') {
  await chat.say(`${word} ${reference}`);
  const card = await chat.until(
    (message, text) => text.includes(reference) && JSON.stringify(message.card).includes('"verb":"approve"'),
  );
  return card.execute('approve');
}
