import { type CardJson, textOf } from './mini-teams-card.ts';
import { checkCard } from './mini-teams-connector.ts';

export type InvokeAnswer =
  | { readonly kind: 'card'; readonly card: CardJson; readonly text: string }
  | { readonly kind: 'message'; readonly text: string };

/**
 * Leaver answers by 2.5 s, which tests of the bot hold, and Teams itself gives up after 10 to 15 s (teams.md 1.6,
 * unverified). A client in the same busy process cannot measure either: it only tells an answer from none.
 */
const INVOKE_DEADLINE_MS = 150_000;

/** Throws when an invoke is answered in a way that Teams shows as a failure (teams.md 0.1, 0.2, 1.2). */
export function checkInvoke(
  verb: string,
  answer: { status: number; body: string; milliseconds: number },
): InvokeAnswer {
  if (answer.status !== 200) throw new Error(`invoke ${verb} answered HTTP ${answer.status}`);
  if (answer.milliseconds > INVOKE_DEADLINE_MS) throw new Error(`invoke ${verb} took ${answer.milliseconds} ms`);
  const body = JSON.parse(answer.body) as { statusCode?: number; type?: string; value?: unknown };
  if (body.statusCode !== 200) throw new Error(`invoke ${verb} answered inner status ${body.statusCode}`);
  if (body.type === 'application/vnd.microsoft.activity.message') {
    if (typeof body.value !== 'string' || body.value.trim() === '') throw new Error(`invoke ${verb}: empty message`);
    return { kind: 'message', text: body.value };
  }
  if (body.type !== 'application/vnd.microsoft.card.adaptive') throw new Error(`invoke ${verb}: type ${body.type}`);
  const card = checkCard(body.value);
  return { kind: 'card', card, text: textOf(card) };
}
