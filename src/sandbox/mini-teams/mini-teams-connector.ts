import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CardJson, textOf } from './mini-teams-card.ts';

/** Somebody behind a client. `id` is the Entra object id; the chat id is what contoso.json says, or made up. */
export type Persona = {
  readonly id: string;
  readonly name: string;
  readonly channelUserId?: string;
  readonly chatId?: string;
  /** False: the app is not installed for this person, so no conversation can be created (403). */
  readonly installed?: boolean;
};

export type Message = {
  readonly conversationId: string;
  id: string;
  from: string;
  /** The activity that it answers; null = the bot wrote of its own accord. */
  readonly replyTo: string | null;
  text: string;
  card: CardJson | null;
  /** How often the bot updated this message in place. */
  updates: number;
  deleted: boolean;
};

export type Fault = {
  readonly method?: string;
  /** Matched against the connector path, such as `/v3/conversations/a/activities`. */
  readonly path?: RegExp;
  /** `hang` never answers; `cut` closes the socket; `after` does the work and then answers the status. */
  readonly status: number | 'hang' | 'cut';
  readonly done?: boolean;
  readonly retryAfter?: number;
  readonly code?: string;
  times: number;
};

export type Connector = Awaited<ReturnType<typeof startConnector>>;

/** The connector side of MiniTeams: keeps what the bot posts, applies updates in place, fails when told to. */
export async function startConnector() {
  const messages: Message[] = [];
  const faults: Fault[] = [];
  const lines: string[] = [];
  const replies = new Map<string, Message>();
  const calls: { method: string; path: string; authorization: string | undefined; at: number }[] = [];
  const personas = new Map<string, Persona>();
  let last: Record<string, unknown> = {};
  const hanging = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    answerConnector(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const serviceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  async function answerConnector(request: IncomingMessage, response: ServerResponse) {
    const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '').replace(/^\/+/, '/');
    const method = request.method ?? 'GET';
    const body = JSON.parse((await readBody(request)) || '{}') as Record<string, unknown>;
    calls.push({ method, path, authorization: request.headers.authorization, at: Date.now() });
    if (path.includes('/activities')) last = body;
    const fault = takeFault(method, path);
    if (fault?.status === 'hang') return void hanging.add(response);
    if (fault?.status === 'cut') return void request.socket.destroy();
    if (fault !== undefined) {
      if (fault.done === true) applyCall(method, path, body);
      const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
      return reply(response, Number(fault.status), { error: { code: fault.code ?? 'Fault' } }, headers);
    }
    const [status, answer] = applyCall(method, path, body);
    reply(response, status, answer);
  }

  function takeFault(method: string, path: string): Fault | undefined {
    const fault = faults.find(
      (one) => one.times > 0 && (one.method ?? method) === method && (one.path ?? /^/).test(path),
    );
    if (fault !== undefined) fault.times -= 1;
    return fault;
  }

  function applyCall(method: string, path: string, body: Record<string, unknown>): [number, unknown] {
    if (method === 'POST' && path === '/v3/conversations') return createConversation(body);
    const [, conversationId = '', rest = '', id = ''] =
      /^\/v3\/conversations\/([^/]+)(?:\/(activities|members|pagedmembers)(?:\/([^/]+))?)?$/.exec(path) ?? [];
    if (rest === 'activities' && method === 'POST') return [201, { id: post(conversationId, body).id }];
    if (rest === 'activities' && method === 'PUT') return update(conversationId, id, body);
    if (rest === 'activities' && method === 'DELETE') return remove(conversationId, id);
    if (rest === 'members' && id === '') return [200, [...personas.values()].map(memberOf)];
    if (rest === 'pagedmembers') return [200, { members: [...personas.values()].map(memberOf) }];
    const member = [...personas.values()].map(memberOf).find((one) => one.id === id || one.aadObjectId === id);
    return rest === 'members' && member !== undefined ? [200, member] : [404, { error: { code: 'NotFound' } }];
  }

  function createConversation(body: Record<string, unknown>): [number, unknown] {
    const wanted = ((body.members ?? []) as { id: string }[])[0]?.id ?? '';
    const persona = [...personas.values()].find((one) => one.id === wanted || userIdOf(one) === wanted);
    if (persona === undefined || persona.installed === false)
      return [403, { error: { code: 'BotNotInConversationRoster' } }];
    return [201, { id: chatIdOf(persona) }];
  }

  function post(conversationId: string, activity: Record<string, unknown>): Message {
    const message: Message = {
      conversationId,
      id: randomUUID(),
      from: 'bot',
      replyTo: typeof activity.replyToId === 'string' ? activity.replyToId : null,
      text: String(activity.text ?? ''),
      card: cardOf(activity),
      updates: 0,
      deleted: false,
    };
    if (activity.type === 'message') messages.push(message);
    noteReply(activity, message);
    if (activity.type === 'message') note('bot', conversationId, shown(message));
    return message;
  }

  function update(conversationId: string, id: string, activity: Record<string, unknown>): [number, unknown] {
    const message = messages.find((one) => one.id === id && one.conversationId === conversationId && !one.deleted);
    if (message === undefined) return [404, { error: { code: 'ActivityNotFoundInConversation' } }];
    message.text = String(activity.text ?? '');
    message.card = cardOf(activity);
    message.updates += 1;
    noteReply(activity, message);
    note('bot updates', conversationId, shown(message));
    return [200, { id }];
  }

  function remove(conversationId: string, id: string): [number, unknown] {
    const message = messages.find((one) => one.id === id && one.conversationId === conversationId);
    if (message !== undefined) message.deleted = true;
    return [200, {}];
  }

  function noteReply({ replyToId }: Record<string, unknown>, message: Message) {
    if (typeof replyToId === 'string') replies.set(replyToId, message);
  }

  function note(who: string, conversationId: string, what: string) {
    lines.push(`${who} (${conversationId})\n${what.replace(/^/gm, '    ')}\n`);
  }

  return {
    serviceUrl,
    messages,
    lines,
    /** What came outside its HTTP answer in reply to an activity, by the activity's id. */
    replies,
    calls,
    personas,
    note,
    fault(fault: Omit<Fault, 'times'> & { readonly times?: number }) {
      faults.push({ times: 1, ...fault });
    },
    clearFaults: () => void faults.splice(0),
    /** The activity of the last send or update, as it came. */
    lastActivity: () => last,
    async stop() {
      for (const response of hanging) response.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * What every card must hold, wherever it is shown: no unexpanded template, a fallback text, at most what a card of ours
 * may have.
 */
export function checkCard(value: unknown): CardJson {
  const json = JSON.stringify(value);
  if ((value as CardJson | undefined)?.type !== 'AdaptiveCard') throw new Error(`not a card: ${json}`);
  // As `cards/fitting-card` allows, and a thousand for the nonces of its buttons: 80 KB in UTF-16, as Teams takes.
  const most = (json.includes('#requires -Version') ? 39_000 : 36_000) + 1_000;
  if (json.length > most) throw new Error(`a card of ${json.length} characters`);
  if (String((value as CardJson).fallbackText ?? '') === '') throw new Error('a card without fallbackText');
  return value as CardJson;
}

function cardOf(activity: Record<string, unknown>): CardJson | null {
  const attachments = (activity.attachments ?? []) as { contentType: string; content: unknown }[];
  const found = attachments.find((one) => one.contentType === 'application/vnd.microsoft.card.adaptive');
  return found === undefined ? null : checkCard(found.content);
}

export function shown(message: Message): string {
  return message.card === null ? message.text : textOf(message.card);
}

export function userIdOf(persona: Persona): string {
  return persona.channelUserId ?? `29:${persona.id}`;
}

export function chatIdOf(persona: Persona): string {
  return persona.chatId ?? `a:personal-${persona.id}`;
}

function memberOf(persona: Persona) {
  return { id: userIdOf(persona), name: persona.name, aadObjectId: persona.id, objectId: persona.id };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function reply(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
