import type { CardJson } from '../../../sandbox/mini-teams/mini-teams-card.ts';
import type { Stage } from '../../stage.ts';
import type { Deed, Moment, Shown } from './chronicle.ts';

type Message = Stage['teams']['messages'][number];
type Recorder = ReturnType<typeof record>;

export type { Recorder };

/**
 * Listens to the tenant and to every chat from outside: the tenant's own notice of each change, and the messages as the
 * clients hold them. Needs nothing of the stage that the first version did not have, so that the control is recorded
 * alike.
 */
export function record(stage: Pick<Stage, 'sandbox' | 'teams'>) {
  const { tenant } = stage.sandbox;
  const now = () => tenant.clock.now().getTime();
  const moments: Moment[] = [{ at: now(), event: 'first', state: tenant.state() }];
  const [shown, standing, deeds, typed]: [Shown[], Shown[], Deed[], string[]] = [[], [], [], []];
  const names = new Map<string, string>();
  /** So many deeds were there when Leaver was quiet last. */
  let done = 0;

  tenant.onChange((event, state) => {
    moments.push({ at: now(), event, state });
  });
  const note = (message: Message) => {
    const viewer = names.get(message.conversationId) ?? message.conversationId;
    shown.push({ at: now(), viewer, messageId: message.id, card: message.card, text: message.text });
  };
  const follow = (message: Message) => {
    let card: CardJson | null = message.card;
    Object.defineProperty(message, 'card', {
      enumerable: true,
      get: () => card,
      set(next: CardJson | null) {
        card = next;
        note(message);
      },
    });
    note(message);
  };
  const { messages } = stage.teams;
  const push = messages.push.bind(messages);
  messages.push = (...added: Message[]) => {
    const length = push(...added);
    added.forEach(follow);
    return length;
  };

  return {
    moments,
    shown,
    /** The cards that people had at each {@link standNow}. */
    standing,
    deeds,
    typed,
    /** Who reads this conversation. */
    name(conversationId: string, person: string) {
      names.set(conversationId, person);
      for (const message of messages.filter((each) => each.conversationId === conversationId)) follow(message);
    },
    /** To be called again when it was answered. */
    did(by: string, verb: string, reference: string | null, step?: string): () => void {
      const deed = { at: now(), by, verb, reference, ...(step === undefined ? {} : { step }) };
      const place = deeds.push(deed) - 1;
      return () => {
        deeds[place] = { ...deed, answered: now() };
      };
    },
    /**
     * Leaver has done what was clicked before, and not only answered that it will: on a busy machine a click that takes
     * long is answered in time, and decided minutes of the tenant later.
     */
    settled() {
      for (; done < deeds.length; done += 1) {
        const deed = deeds[done];
        if (deed !== undefined) deeds[done] = { ...deed, answered: now() };
      }
    },
    /** The answer to a click that is no card. */
    heard(viewer: string, text: string) {
      shown.push({ at: now(), viewer, messageId: `answer-${shown.length}`, card: null, text });
    },
    /** Remembers which card of each request everybody has now, once Leaver is quiet. */
    standNow() {
      const newest = new Map<string, Message>();
      for (const message of messages.filter(({ card, deleted }) => card !== null && !deleted)) {
        const json = JSON.stringify(message.card);
        // Its own number stands in its first line; what is read aloud may name another before. The helpdesk's work card is
        // beside the request's own.
        const about = `${/L-\d+/.exec(JSON.stringify(message.card?.body))?.[0]} ${/"verb":"(?:runbook|task)-(?=done|waive)/.exec(json)?.[0]}`;
        newest.set(`${message.conversationId} ${about}`, message);
      }
      for (const { conversationId, id, card, text } of newest.values())
        standing.push({ at: now(), viewer: names.get(conversationId) ?? conversationId, messageId: id, card, text });
    },
    saidBy(words: string) {
      typed.push(words);
    },
    now,
  };
}
