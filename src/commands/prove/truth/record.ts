import type { CardJson } from '../../../sandbox/mini-teams/mini-teams-card.ts';
import type { Stage } from '../../stage.ts';
import type { Deed, Moment, Shown } from './chronicle.ts';

type Message = Stage['teams']['messages'][number];
type Recorder = ReturnType<typeof record>;

export type { Recorder };

/**
 * Listens to the tenant and to every chat from outside: the tenant's own notice of each change, and the messages as the
 * clients hold them. Needs nothing of the stage that the first version did not have, so that the control is recorded alike.
 */
export function record(stage: Pick<Stage, 'sandbox' | 'teams'>) {
  const { tenant } = stage.sandbox;
  const now = () => tenant.clock.now().getTime();
  const moments: Moment[] = [{ at: now(), event: 'first', state: tenant.state() }];
  const [shown, deeds, typed]: [Shown[], Deed[], string[]] = [[], [], []];
  const names = new Map<string, string>();

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
    deeds,
    typed,
    /** Who reads this conversation. */
    name(conversationId: string, person: string) {
      names.set(conversationId, person);
      for (const message of messages.filter((each) => each.conversationId === conversationId)) follow(message);
    },
    did(by: string, verb: string, reference: string | null) {
      deeds.push({ at: now(), by, verb, reference });
    },
    /** The answer to a click that is no card. */
    heard(viewer: string, text: string) {
      shown.push({ at: now(), viewer, messageId: `answer-${shown.length}`, card: null, text });
    },
    saidBy(words: string) {
      typed.push(words);
    },
    now,
  };
}
