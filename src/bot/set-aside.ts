import { messageCard } from '../cards/message-card.ts';
import { pickCard } from '../cards/pick-card.ts';
import { setAsideCard, setAsideSentences } from '../cards/set-aside-card.ts';
import { isSetAside } from '../domain/set-aside.ts';
import { type Text, text } from '../domain/text.ts';
import type { Flow } from '../flow/flow.ts';
import { isGuid } from './incoming-activity.ts';
import { isOfNow } from './is-of-now.ts';
import { nobodyFound } from './nobody-called.ts';
import type { Turn } from './turn.ts';

/** By whom everything is to be set aside: what that is, is shown before anything happens. `error`: said above it. */
export async function askSetAside(turn: Turn, query: string, flow: Flow, error: Text | null = null): Promise<void> {
  const found = await flow.lookSetAside(turn.actorId, query);
  if ('refused' in found) return turn.say(found.refused);
  const [person, ...others] = found.people;
  if (query.trim() === '') return turn.say(text('bot.set-aside.whose'));
  if (person === undefined) return turn.say(nobodyFound(query));
  if (others.length > 0) {
    await turn.show(pickCard({ query, people: found.people, verb: 'set-aside-ask' }, turn.reader));
    return;
  }
  if (found.rows.length + found.clicks.length + found.stops.length === 0)
    return turn.say(text('bot.set-aside.nothing-open', { name: person.displayName }));
  const shownAt = new Date().toISOString();
  await turn.show(setAsideCard({ ...found, person, shownAt, error }, turn.reader));
}

/** The one decision about all of it; the flow judges what is open, and who may, by what is true now. */
export async function doSetAside(turn: Turn, inputs: Readonly<Record<string, string>>, flow: Flow): Promise<void> {
  const person = (inputs.person ?? '').trim().toLowerCase();
  if (!isGuid(person)) return askSetAside(turn, person, flow);
  if (!isOfNow(inputs.shownAt ?? '')) return askSetAside(turn, person, flow, text('bot.block-now.aged'));
  const done = await flow.setAside(turn.actorId, person, inputs.reason ?? '');
  if ('refused' in done) {
    const isMissing = done.refused.key === 'flow.reason-missing';
    return isMissing ? askSetAside(turn, person, flow, done.refused) : turn.say(done.refused);
  }
  if (done.rows.length + done.clicks.length + done.stops.length === 0)
    return turn.say(text('bot.set-aside.nothing-left'));
  const isAny = done.rows.some(({ what }) => isSetAside(what)) || done.clicks.length + done.stops.length > 0;
  const card = {
    title: text(isAny ? 'bot.set-aside.done' : 'bot.set-aside.none', { name: done.name }),
    sentences: setAsideSentences(done),
    buttons: [{ verb: 'queue' }],
  } as const;
  await turn.show(messageCard(card, turn.reader));
}

/** The last look is put away; nothing had been done, and nothing is. */
export async function leaveSetAside(turn: Turn): Promise<void> {
  await turn.say(text('bot.set-aside.left'));
}
