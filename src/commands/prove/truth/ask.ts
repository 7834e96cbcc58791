import { contoso } from '../../../sandbox/contoso.ts';
import { inputsOf } from '../../../sandbox/mini-teams/mini-teams-card.ts';
import type { Random } from '../random.ts';
import { dayAhead, press } from './buttons.ts';
import type { Cast, World } from './world.ts';

export type Asked = 'offboard' | 'block sign-in' | 'restore user' | 'block now';

/**
 * Asks for it from the typed words to the stored request, with random ticks; gives its number, null when it was
 * refused.
 */
export async function askFor(
  world: World,
  kind: Asked,
  key: string,
  random: Random,
  by: Cast = 'manager',
): Promise<string | null> {
  const chat = world.chats[by];
  const person = contoso.people[key];
  const now = world.stage.sandbox.tenant.state().people[person?.id ?? '']?.cloud?.userPrincipalName;
  const words = `${kind} ${now ?? person?.userPrincipalName ?? key}`.replace(/ [0-9a-f]{32}/, ' ');
  world.recorder.saidBy(words.slice(kind.length + 1));
  await chat.say(words);
  for (let turns = 0; turns < 5; turns += 1) {
    const card = chat.lastCard();
    const reference = /L-\d+/.exec(card.text)?.[0];
    const next = NEXT.find((verb) => card.verbs.includes(verb));
    if (next === undefined) return kind === 'block now' || turns === 0 ? null : (reference ?? null);
    const form =
      next === 'pick'
        ? pickForm(card.json, person?.id ?? '')
        : next === 'review'
          ? randomForm(world, card.json, random)
          : {};
    if (form === null) break;
    const answer = await press(world, chat, card, next, random, form);
    if (next === 'submit' || next === 'block-now') return /L-\d+/.exec(answer)?.[0] ?? null;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await chat.say('cancel');
  return null;
}

const NEXT = ['submit', 'review', 'pick', 'block-now'] as const;

function pickForm(card: Parameters<typeof inputsOf>[0], id: string): Readonly<Record<string, string>> | null {
  const choices = inputsOf(card).find((input) => input.id === 'person')?.choices ?? [];
  const mine = choices.find(({ value }) => value.includes(id));
  return mine === undefined ? null : { person: mine.value };
}

/** Every tick as it comes, one choice in three another one; a day ahead now and then. */
function randomForm(
  world: World,
  card: Parameters<typeof inputsOf>[0],
  random: Random,
): Readonly<Record<string, string>> {
  const form: Record<string, string> = {};
  for (const input of inputsOf(card)) {
    const isOther = random.between(0, 2) === 0;
    if (input.type === 'Input.Toggle' && isOther) form[input.id] = input.value === 'true' ? 'false' : 'true';
    if (input.id === 'account' && isOther) form.account = 'delete';
    if (input.id === 'disableDevices' && input.type !== 'Input.Toggle')
      form.disableDevices = isOther ? 'by-reason' : 'true';
  }
  if (form.account === 'delete') form.forwardingChecked = 'true';
  if (random.between(0, 5) === 0 && inputsOf(card).some(({ id }) => id === 'when')) {
    Object.assign(form, { when: 'at', lastDay: dayAhead(world, random.between(1, 2)), hour: '17:00' });
  }
  const known = inputsOf(card).map(({ id }) => id);
  return Object.fromEntries(Object.entries(form).filter(([id]) => known.includes(id)));
}
