import { createAdapter } from '../../../bot/adapter.ts';
import { createBot } from '../../../bot/bot.ts';
import { createCardPace } from '../../../bot/card-pace.ts';
import { createCardSeal } from '../../../bot/card-seal.ts';
import { createDoneInTurn } from '../../../bot/done-in-turn.ts';
import { createGate } from '../../../bot/gate.ts';
import type { HttpAnswer } from '../../../bot/http-listener.ts';
import type { BotIdentity } from '../../../bot/identity.ts';
import type { BotLog } from '../../../bot/log.ts';
import { startServer } from '../../../bot/server.ts';
import { text } from '../../../domain/text.ts';
import type { Authority, Json } from './authority.ts';
import { genuineActivity, type NamedCase, OUR_APP, OUR_TENANT } from './named-cases.ts';

export type Door = {
  readonly url: string;
  /** Turns that ran, and what they asked the store. */
  ran(): number;
  /** How often something was refused, by reason. */
  refused(): ReadonlyMap<string, number>;
  /** As the server does it once the body is read, without HTTP. */
  knock(authorization: string | null, body: unknown): Promise<HttpAnswer>;
  stop(): Promise<void>;
};

export type DoorSettings = {
  /** Whether a turn answers with a message, so that a call to Teams can be counted. */
  readonly speaks?: boolean;
  readonly log?: BotLog;
  readonly extraIssuer?: Extract<BotIdentity, { mode: 'live' }>['extraIssuer'];
};

/** Leaver's listener, gate, SDK and turn guard as they are in operation; behind them a turn that only counts. */
export async function openDoor(
  authority: Pick<Authority, 'frameworkUrl'>,
  { speaks = false, log: tell, extraIssuer }: DoorSettings = {},
): Promise<Door> {
  const identity: BotIdentity = {
    mode: 'live',
    tenantId: OUR_TENANT,
    appId: OUR_APP,
    appType: 'UserAssignedMSI',
    appPassword: null,
    openIdMetadataUrl: authority.frameworkUrl,
    ...(extraIssuer === undefined ? {} : { extraIssuer }),
  };
  let ran = 0;
  const refused = new Map<string, number>();
  const log: BotLog = (event) => {
    tell?.(event);
    const { reason = '' } = event;
    if (event.event === 'refused') refused.set(reason, (refused.get(reason) ?? 0) + 1);
  };
  const count = async () => {
    ran += 1;
  };
  const gate = createGate(identity);
  const handle = createBot({
    identity,
    adapter: createAdapter(identity),
    // One person sends everything here; what is tried is the door.
    limits: { typed: 1e9, clicks: 1e9 },
    seal: createCardSeal('the key of this proof'),
    cardShown: async () => {},
    done: createDoneInTurn(),
    conversations: { read: async () => null, put: count, patch: count },
    router: {
      async route(turn) {
        await count();
        if (speaks) await turn.say(text('bot.done'));
      },
    },
    defaults: { locale: 'en', timeZone: 'UTC' },
    pace: createCardPace(0),
    log,
  });
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    gate,
    handle,
    operations: null,
    log,
  });
  return {
    url: `http://127.0.0.1:${server.port}/api/messages`,
    ran: () => ran,
    refused: () => refused,
    async knock(authorization, body) {
      const verdict = gate(authorization === null ? {} : { authorization }, body);
      return verdict.status === 'closed' ? { status: 401 } : handle(verdict.arrived, authorization ?? '');
    },
    stop: server.close,
  };
}

/** Header and body of a named case; ids are unique, since the second delivery of one activity is not a new turn. */
export function requestOf(
  authority: Authority,
  { authorization, body }: NamedCase,
): { readonly authorization: string | null; readonly body: Json } {
  const made = authorization === undefined ? `Bearer ${authority.sign()}` : authorization(authority);
  return { authorization: made, body: genuineActivity({ id: crypto.randomUUID(), ...body }) };
}

/** Posts it as Teams does; gives status and body. */
export async function post(
  url: string,
  authorization: string | null,
  body: unknown,
): Promise<{ readonly status: number; readonly text: string }> {
  const headers = { 'content-type': 'application/json', ...(authorization === null ? {} : { authorization }) };
  const send = () => fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  // A connection that was kept may be closed at the moment it is used again: then nothing was read of the request.
  const response = await send().catch(send);
  return { status: response.status, text: await response.text() };
}
