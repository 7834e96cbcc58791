import { createCardSeal } from '../../src/bot/card-seal.ts';
import { createGate } from '../../src/bot/gate.ts';
import type { BotIdentity } from '../../src/bot/identity.ts';
import type { BotEvent } from '../../src/bot/log.ts';
import { startServer } from '../../src/bot/server.ts';
import { createTeams, type TeamsSettings } from '../../src/bot/teams.ts';
import type { AdaptiveCard } from '../../src/cards/adaptive-card.ts';
import type { Json } from '../../src/domain/text.ts';
import type { Flow } from '../../src/flow/flow.ts';
import type { Conversation, Conversations, DialogStates } from '../../src/flow/ports.ts';
import { startMiniTeams } from '../../src/sandbox/mini-teams/mini-teams.ts';
import { NOW } from '../helpers/given.ts';
import { createFakeFlow } from './fake-flow.ts';

export const TENANT = '7f3c0000-0000-4000-8000-00000000c0de';
export const BOT = '28:leaver-in-tests';
const LOCAL: BotIdentity = { mode: 'local', tenantId: TENANT, botId: BOT };

type Options = Pick<TeamsSettings, 'deadline' | 'pace' | 'fileWay' | 'upload' | 'limits'>;

const CARD_KEY = 'the key of these tests';

/** A button's data as on a card that was shown in this conversation: to this person, or in a group. */
export function sealed<Data extends object>(data: Data, conversationId: string, viewerId: string | null = null) {
  const card = { type: 'AdaptiveCard', actions: [{ type: 'Action.Execute', data }] } as unknown as AdaptiveCard;
  const { actions } = createCardSeal(CARD_KEY).seal(card, { conversationId, viewerId }) as unknown as {
    readonly actions: readonly { readonly data: Data & { readonly nonce: string } }[];
  };
  return actions[0]?.data ?? { ...data, nonce: '' };
}

/** The bot over HTTP between MiniTeams and a flow in memory; everything on free loopback ports. */
export async function startBotUnderTest({ flow, ...options }: Options & { readonly flow?: Flow } = {}) {
  let now = NOW;
  const fake = createFakeFlow({ now: () => now });
  const teams = await startMiniTeams({ tenantId: TENANT, botId: BOT });
  const conversations = memoryConversations();
  const dialogStates = memoryDialogStates();
  const events: BotEvent[] = [];
  const log = (event: BotEvent) => void events.push(event);
  let running = await run();

  async function run() {
    const { messenger, answerWith } = createTeams({
      identity: LOCAL,
      conversations: conversations.port,
      dialogStates: dialogStates.port,
      clock: { now: () => new Date(now) },
      defaults: { locale: 'en', timeZone: 'UTC' },
      serviceUrlFor: () => teams.serviceUrl,
      cardKey: CARD_KEY,
      log,
      // A test says in a second what a person says in a day.
      limits: { typed: 1e9, clicks: 1e9 },
      ...options,
    });
    const server = await startServer({
      host: '127.0.0.1',
      port: 0,
      gate: createGate(LOCAL),
      handle: answerWith(flow ?? fake.flow),
      operations: {
        readiness: async () => ({ status: 503, body: { database: 'unavailable' } }),
        metrics: () => 'leaver_up 1\n',
      },
      log,
    });
    const origin = `http://127.0.0.1:${server.port}`;
    teams.connect(`${origin}/api/messages`);
    return { messenger, server, origin };
  }

  return {
    teams,
    fake,
    conversations,
    dialogStates,
    events,
    get messenger() {
      return running.messenger;
    },
    get origin() {
      return running.origin;
    },
    setNow(instant: string) {
      now = instant;
    },
    /** A new process as far as the bot can tell: only what was stored is left. */
    async restart() {
      await running.server.close();
      running = await run();
    },
    async stop() {
      await running.server.close();
      await teams.stop();
    },
  };
}

export type BotUnderTest = Awaited<ReturnType<typeof startBotUnderTest>>;

export function memoryConversations() {
  const rows = new Map<string, Conversation>();
  const port: Conversations = {
    async read(personId) {
      return rows.get(personId) ?? null;
    },
    async put(conversation) {
      rows.set(conversation.personId, conversation);
    },
    async patch(personId, changes) {
      const row = rows.get(personId);
      if (row !== undefined) rows.set(personId, { ...row, ...changes });
    },
  };
  return { rows, port };
}

/** Keeps JSON text, as a database does, and holds the eTag rule. */
export function memoryDialogStates() {
  const rows = new Map<string, { value: string; eTag: string }>();
  let tag = 0;
  const port: DialogStates = {
    async read(keys) {
      const found = keys.flatMap((key) => {
        const row = rows.get(key);
        return row === undefined ? [] : [[key, { value: JSON.parse(row.value) as Json, eTag: row.eTag }] as const];
      });
      return Object.fromEntries(found);
    },
    async write(changes) {
      for (const [key, { value, eTag }] of Object.entries(changes)) {
        const known = rows.get(key)?.eTag;
        if (eTag !== null && eTag !== '*' && eTag !== known) throw new Error('eTag conflict');
        tag += 1;
        rows.set(key, { value: JSON.stringify(value), eTag: String(tag) });
      }
    },
    async remove(keys) {
      for (const key of keys) rows.delete(key);
    },
  };
  return { rows, port };
}
