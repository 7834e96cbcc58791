import { contoso } from '../../sandbox/contoso.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { approveTyped } from '../approve-typed.ts';
import { controlSandbox } from './control-sandbox.ts';
import type { KilledBot } from './killed-bot.ts';
import { personaChats } from './persona-chats.ts';

/** A request whose effect is watched, and the script of its runbook. */
export type Watched = { readonly key: string; readonly personId: string; readonly reference: string };

/** Has the manager ask to block these people and the helpdesk approve it; comes back once each waits for AD DS. */
export async function blockPeople(bot: KilledBot, keys: readonly string[]): Promise<readonly Watched[]> {
  const { manager, helpdesk } = await personaChats(bot);
  const watched: Watched[] = [];
  for (const key of keys) {
    const person = contoso.people[key];
    await manager.say(`block sign-in ${person?.userPrincipalName}`);
    if (manager.lastCard().verbs.includes('review')) await manager.lastCard().execute('review');
    const answer = await manager.lastCard().execute('submit');
    const reference = /L-\d+/.exec(answer.text)?.[0];
    if (reference === undefined || person === undefined) throw new Error(`no request for ${key}: ${answer.text}`);
    watched.push({ key, personId: person.id, reference });
  }
  for (const { reference } of watched) await approveTyped(helpdesk, reference);
  for (const { reference } of watched) await runbookCard(bot, reference);
  return watched;
}

/**
 * The helpdesk runs the script of the card in AD DS and pastes what it printed; false = the bot did not take it now.
 */
export async function answerRunbook(sandbox: Sandbox, bot: KilledBot, { reference }: Watched): Promise<boolean> {
  // A kill may have swallowed the answer to a click that was taken: then nobody is asked any more.
  const card = await runbookCard(bot, reference).catch(() => null);
  if (card === null) return true;
  const literal = /FromBase64String\('([A-Za-z0-9+/=]+)'\)/.exec(JSON.stringify(card.json))?.[1] ?? '';
  const result = await controlSandbox(sandbox, 'ad/run-runbook', { script: `FromBase64String('${literal}')` });
  return card
    .fill({ result })
    .execute('runbook-done')
    .then(
      () => true,
      () => false,
    );
}

/** Whether requester and helpdesk can see in their chats, without asking, that the block was turned back for good. */
export async function isToldTurnedBack(bot: KilledBot, reference: string): Promise<boolean> {
  const { manager, helpdesk } = await personaChats(bot);
  return [manager, helpdesk].every((chat) => saw(chat, reference, /Directory sync turned this back:/));
}

/** Whether the message that makes a phone buzz came too: after a kill in between it may be missing, never twice. */
export async function countBuzzes(bot: KilledBot, reference: string): Promise<readonly number[]> {
  const { manager, helpdesk } = await personaChats(bot);
  const isBuzz = (text: string) => text.includes(`${reference}:`) && text.includes('was turned back');
  return [manager, helpdesk].map((chat) => chat.messages().filter(({ text }) => isBuzz(text)).length);
}

export async function isToldDone(bot: KilledBot, reference: string): Promise<boolean> {
  const { manager } = await personaChats(bot);
  return saw(manager, reference, /every step was seen/);
}

/** What the cards of a request say in the end, for whoever looks why a watch was lost. */
export async function lastWords(bot: KilledBot, reference: string): Promise<string> {
  const { manager, helpdesk } = await personaChats(bot);
  return [manager, helpdesk]
    .flatMap((chat) =>
      chat
        .messages()
        .filter(({ card }) => card !== null)
        .map((message) => chat.card(message).text),
    )
    .filter((text) => text.includes(reference))
    .map((text) => `“${text.replace(/\s+/g, ' ').slice(0, 400)}”`)
    .join(' ');
}

type Chat = Awaited<ReturnType<typeof personaChats>>['manager'];

function saw(chat: Chat, reference: string, words: RegExp): boolean {
  return chat
    .messages()
    .filter(({ card }) => card !== null)
    .map((message) => chat.card(message).text)
    .some((text) => text.includes(reference) && words.test(text));
}

async function runbookCard(bot: KilledBot, reference: string) {
  const { helpdesk } = await personaChats(bot);
  return helpdesk.until(
    (message, text) => text.includes(reference) && JSON.stringify(message.card).includes('"runbook-done"'),
    60_000,
  );
}
