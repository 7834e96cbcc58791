import { inputsOf } from '../../../sandbox/mini-teams/mini-teams-card.ts';
import type { Random } from '../random.ts';
import type { Chat, World } from './world.ts';

type Handle = ReturnType<Chat['lastCard']>;

/** The newest card in this chat about the request that offers the verb; null = there is none. */
export function cardOffering(chat: Chat, reference: string, verb: string): Handle | null {
  const found = chat.messages().findLast(({ card }) => {
    const json = JSON.stringify(card ?? null);
    return json.includes(reference) && json.includes(`"verb":"${verb}"`);
  });
  return found === undefined ? null : chat.card(found);
}

/** Presses a button as a person would, with what has to be filled in; gives what the card or the answer says then. */
export async function press(
  world: World,
  chat: Chat,
  card: Handle,
  verb: string,
  random: Random,
  form: Form = {},
): Promise<string> {
  const reference = /L-\d+/.exec(card.text)?.[0] ?? null;
  const known = inputsOf(card.json).map(({ id }) => id);
  const filled = { ...wordsFor(world, card, verb, random), ...form };
  const own = Object.fromEntries(Object.entries(filled).filter(([id]) => known.includes(id)));
  for (const { id, type } of inputsOf(card.json)) if (type === 'Input.Text') world.recorder.saidBy(own[id] ?? '');
  const answered = world.recorder.did(chat.persona.name, verb, reference, own.step);
  const answer = await card.fill(own).execute(verb);
  answered();
  if (answer.kind === 'message') world.recorder.heard(chat.persona.name, answer.text);
  return answer.text;
}

export type Form = Readonly<Record<string, string>>;

function wordsFor(world: World, card: Handle, verb: string, random: Random): Form {
  const choices = (id: string) => inputsOf(card.json).find((input) => input.id === id)?.choices ?? [];
  const one = (id: string) => random.pick(choices(id), 1)[0]?.value ?? '';
  switch (verb) {
    case 'decline-confirm':
    case 'runbook-cannot':
    case 'refuse-block':
      return { reason: 'Not before the new contract is signed' };
    case 'task-cannot':
      return { reason: 'It is not in the building', task: one('task') };
    case 'task-done':
      return { result: random.between(0, 1) === 0 ? 'Seen by the front desk' : '', task: one('task') };
    case 'task-waive':
    case 'task-holds':
      return { task: one('task') };
    case 'ask':
      return { question: 'Is this the last day?' };
    case 'answer':
      return { answer: 'It is.' };
    case 'reassign':
      return { approver: one('approver') };
    case 'postpone':
    case 'new-date':
      return { lastDay: dayAhead(world, random.between(1, 3)), hour: '17:00' };
    case 'retry':
    case 'skip':
      return { step: one('step') };
    default:
      return {};
  }
}

/** So many days ahead in tenant time. */
export function dayAhead(world: World, days: number): string {
  return new Date(world.recorder.now() + days * 86_400_000).toISOString().slice(0, 10);
}
