import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as BelievingBot from '../clicks/believing-bot.ts';
import type * as ClickWorld from '../clicks/click-world.ts';
import type * as People from '../clicks/people.ts';
import { createRandom } from '../random.ts';
import { adversarialText } from './adversarial-texts.ts';

/**
 * A process of its own for `text-proof.ts`: the bot of one version, with everything but the directory, and one message
 * after the other through gate, guard, router, dialogs and flow. Tells the CPU of every turn: what else the machine
 * does, and a pause of the collector, must not be a verdict, so that a turn over the limit is tried again and the least
 * counts.
 */
const [folder = '', seed = '0', from = '0', to = '0', limit = '250'] = process.argv.slice(2);
const load = <Module>(path: string): Promise<Module> => import(pathToFileURL(join(folder, path)).href);
const prove = 'src/commands/prove/clicks';
const { openClickWorld, BOT } = await load<typeof ClickWorld>(`${prove}/click-world.ts`);
const { believingBot } = await load<typeof BelievingBot>(`${prove}/believing-bot.ts`);
const { PEOPLE } = await load<typeof People>(`${prove}/people.ts`);

const world = await openClickWorld(believingBot);
const chats = Object.values(PEOPLE).map(({ id, displayName: name }) => world.teams.as({ id, name }));
process.on('disconnect', () => process.exit());
const tell = (message: object) => process.send?.(message);

async function turn(place: number): Promise<number> {
  const random = createRandom(Number(seed) + place);
  const said = adversarialText(place, random, BOT);
  const chat = chats[place % chats.length];
  const before = process.cpuUsage();
  await world.deliver(JSON.stringify(chat?.activity({ type: 'message', textFormat: 'plain', ...said })));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Milliseconds until both are answered while everybody else's worst messages are on their way. */
async function urgentBeside(place: number): Promise<number> {
  const [lead, ...others] = chats;
  const busy = others.map((_, at) => turn(place + 1 + at));
  const began = performance.now();
  for (const text of ['block now adele', 'pause everything'])
    await world.deliver(JSON.stringify(lead?.activity({ type: 'message', text, textFormat: 'plain' })));
  const milliseconds = performance.now() - began;
  await Promise.all(busy);
  return milliseconds;
}

/** The least of three, where the first is too much. */
async function least(measure: () => Promise<number>, most: number): Promise<number> {
  let found = await measure();
  for (let again = 0; again < 2 && found > most; again += 1) found = Math.min(found, await measure());
  return found;
}

for (let warm = 0; warm < 20; warm += 1)
  await world.deliver(JSON.stringify(chats[0]?.activity({ type: 'message', text: 'help' })));
for (let place = Number(from); place < Number(to); place += 1) {
  tell({ begins: place });
  const cpu = await least(() => turn(place), Number(limit));
  const urgent = place % 100 === 0 ? await least(() => urgentBeside(place), 1_000) : null;
  tell({ place, cpu, urgent });
}
tell({ over: true });
await world.stop();
process.exit();
