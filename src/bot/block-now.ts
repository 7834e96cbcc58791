import { blockNowCard } from '../cards/block-now-card.ts';
import { messageCard } from '../cards/message-card.ts';
import { pickCard } from '../cards/pick-card.ts';
import { CLICK_OTHERWISE } from '../domain/by-two-does.ts';
import { type Text, text } from '../domain/text.ts';
import type { Flow } from '../flow/flow.ts';
import { isGuid } from './incoming-activity.ts';
import { isOfNow } from './is-of-now.ts';
import { nobodyFound } from './nobody-called.ts';
import { showView } from './show-view.ts';
import type { Turn } from './turn.ts';

/**
 * Whom `block now` means: one person is shown once more before anything happens, several are offered to choose from.
 * `first`: said above it.
 */
export async function askBlockNow(turn: Turn, query: string, flow: Flow, first: readonly Text[] = []): Promise<void> {
  const found = await flow.findForEmergency(turn.actorId, query);
  if ('refused' in found) return turn.say(found.refused);
  const [person, ...others] = found.people;
  if (query.trim() === '') return turn.say(text('bot.block-now.whom'));
  if (person === undefined) return turn.say(nobodyFound(query));
  if (others.length > 0) {
    await turn.show(pickCard({ query, people: found.people, verb: 'block-now-ask' }, turn.reader));
    return;
  }
  const { confirmBy, answeredBy, instead = null } = found;
  const known = [...first, ...found.known];
  const shownAt = new Date().toISOString();
  const asked = { hours: flow.confirmHours, confirmBy, answeredBy };
  await turn.show(blockNowCard({ person, ...asked, known, instead, shownAt }, turn.reader));
}

/**
 * The click. Everything about the right to do it is judged by the flow, now. A card names the person by object id, as
 * Graph writes it; of anything else it is asked who is meant, and nothing is done. What the card said of the person,
 * and of what else is open about them, was so when it was shown: an older one is shown anew, and so
 * is one whose click would do something else by now than it said.
 */
export async function doBlockNow(turn: Turn, inputs: Readonly<Record<string, string>>, flow: Flow): Promise<void> {
  const person = (inputs.person ?? '').trim().toLowerCase();
  if (!isGuid(person)) return askBlockNow(turn, person, flow);
  if (!isOfNow(inputs.shownAt ?? '')) return askBlockNow(turn, person, flow, [text('bot.block-now.aged')]);
  const said = inputs.said ?? null;
  const done = await flow.blockNow(turn.actorId, person, { given: inputs.reason ?? '', said });
  if ('refused' in done && done.refused.key === CLICK_OTHERWISE) return askBlockNow(turn, person, flow, [done.refused]);
  await ('refused' in done ? turn.say(done.refused) : showView(turn, done.view, null));
}

/** The card of the last look is put away; nothing had been done, and nothing is. */
export async function leaveBlockNow(turn: Turn): Promise<void> {
  const card = {
    title: text('bot.block-now.left'),
    sentences: [text('bot.block-now.nothing')],
    buttons: [{ verb: 'help' }],
  } as const;
  await turn.show(messageCard(card, turn.reader));
}
