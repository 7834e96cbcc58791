import { createGate } from '../../../bot/gate.ts';
import type { BotIdentity } from '../../../bot/identity.ts';
import { startServer } from '../../../bot/server.ts';
import { createTeams, type TeamsSettings } from '../../../bot/teams.ts';
import type { Request } from '../../../domain/request.ts';
import type { FlowContext } from '../../../flow/context.ts';
import { createFlow } from '../../../flow/create-flow.ts';
import type { Flow } from '../../../flow/flow.ts';
import { tellParties } from '../../../flow/tell-parties.ts';
import { type MiniTeams, startMiniTeams } from '../../../sandbox/mini-teams/mini-teams.ts';
import { createConversations } from '../../../store/conversations.ts';
import { openDatabase } from '../../../store/database.ts';
import { createDialogStates } from '../../../store/dialog-states.ts';
import { migrate } from '../../../store/migrate.ts';
import { decisionContext } from '../decisions/decision-world.ts';
import { NOW } from '../gallery/given.ts';
import { createKeptRows } from './kept-rows.ts';
import { DIRECTORY, PEOPLE } from './people.ts';
import { storeScenes } from './store-scenes.ts';

export const TENANT = '7f3c0000-0000-4000-8000-0000000c11c5';
export const BOT = '28:leaver-under-clicks';
export const CARD_KEY = 'the key of this proof';
const IDENTITY: BotIdentity = { mode: 'local', tenantId: TENANT, botId: BOT };

/** Takes the text of an activity, as it came over the wire; gives the HTTP status. */
export type Deliver = (body: string) => Promise<number>;

/** Another way in, for the control: made from the same parts as the real one. */
export type OtherBot = (settings: TeamsSettings, flow: Flow) => Deliver;

export type ClickWorld = Awaited<ReturnType<typeof openClickWorld>>;

/**
 * The bot with its gate, turn guard, seal, router, flow and stores on PGlite in memory, between clients of everybody;
 * only the directory is a stand-in. Every scene is stored, and its parties were shown their cards.
 */
export async function openClickWorld(otherBot: OtherBot) {
  const database = await openDatabase({ kind: 'pglite', dataDir: 'memory' }, { owner: 'proof' });
  await migrate(database);
  const teams = await startMiniTeams({ tenantId: TENANT, botId: BOT });
  const settings: TeamsSettings = {
    identity: IDENTITY,
    conversations: createConversations(database),
    dialogStates: createDialogStates(database),
    clock: { now: () => new Date(NOW) },
    defaults: { locale: 'en', timeZone: 'UTC' },
    serviceUrlFor: () => null,
    cardKey: CARD_KEY,
    log: () => {},
    pace: 0,
    // Twenty thousand clicks of a few people.
    limits: { typed: 1e9, clicks: 1e9 },
    // What a click does is looked at when it was answered: no answer may come before the work is done.
    deadline: 60_000,
  };
  const { messenger, answerWith } = createTeams(settings);
  let made = 0;
  const known = decisionContext(database, DIRECTORY, { now: () => NOW });
  const context: FlowContext = {
    ...known,
    ports: { ...known.ports, messenger },
    newId() {
      made += 1;
      return `1d000000-0000-4000-8000-${String(made).padStart(12, '0')}`;
    },
  };
  const flow = createFlow(context);
  const [gate, handle] = [createGate(IDENTITY), answerWith(flow)];
  const log = () => {};
  const server = await startServer({ host: '127.0.0.1', port: 0, gate, handle, operations: null, log });
  const url = `http://127.0.0.1:${server.port}/api/messages`;
  teams.connect(url);
  for (const { id, displayName: name } of Object.values(PEOPLE)) await teams.as({ id, name }).install();
  const requests = await storeScenes(context);
  for (const { id } of requests) await tellParties(context, id);
  const kept = await createKeptRows(database.kysely);
  const base = { rows: await kept.read(), digest: await kept.digest(), made };

  return {
    teams: teams as MiniTeams,
    requests: requests as readonly Request[],
    base,
    kept,
    /** As the server does it once the body is read; much faster than HTTP, and the same bot. */
    deliver: (async (body) => {
      const verdict = gate({ host: 'localhost' }, JSON.parse(body));
      return verdict.status === 'closed' ? 401 : (await handle(verdict.arrived, '')).status;
    }) satisfies Deliver,
    deliverOverHttp: (async (body) => {
      const headers = { 'content-type': 'application/json' };
      const send = () => fetch(url, { method: 'POST', headers, body });
      // A connection that was kept may be closed just then; one activity that comes twice is answered once.
      const answer = await send().catch(send);
      await answer.arrayBuffer();
      return answer.status;
    }) satisfies Deliver,
    deliverToOther: otherBot(settings, flow),
    /** Everything about requests as it was before anybody clicked; ids and references are given out anew as well. */
    async restore() {
      await kept.restore(base.rows);
      made = base.made;
    },
    async stop() {
      await server.close();
      await teams.stop();
      await database.close();
    },
  };
}
