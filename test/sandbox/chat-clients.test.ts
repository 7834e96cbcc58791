import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StartError } from '../../src/domain/errors.ts';
import { type ChatClient, planChatClients, startChatClients } from '../../src/sandbox/chat-clients.ts';
import { contoso } from '../../src/sandbox/contoso.ts';
import { playgroundFile } from '../../src/sandbox/playground-files.ts';

type Activity = { type: string; conversation: { id: string }; from: { aadObjectId: string }; serviceUrl: string };

let bot: Server;
let folder: string;
const received: Activity[] = [];
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leaver-clients-'));
  bot = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.method === 'POST') received.push(JSON.parse(body));
    response.end('{}');
  });
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
afterAll(async () => {
  await new Promise((resolve) => bot.close(resolve));
  await rm(folder, { recursive: true });
});

async function start(clients: readonly ChatClient[]) {
  const messagesUrl = `http://127.0.0.1:${(bot.address() as AddressInfo).port}/api/messages`;
  const started = await startChatClients({ clients, messagesUrl, folder });
  stops.push(started.stop);
  return started;
}

function say(client: ChatClient, text: string) {
  return fetch(`${client.url}/_conversation/v1/conversations/${client.person.chatId}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'text',
      text,
      textFormat: 'plain',
      from: { id: client.person.channelUserId },
      mentions: [],
    }),
  });
}

describe('chat clients', () => {
  it('speak as manager and helpdesk, from their own chats, with the connector that was announced', async () => {
    const { clients } = await planChatClients({ clients: 2, port: 0 });
    await start(clients);
    for (const client of clients) await say(client, 'hi');
    const said = () =>
      received
        .filter(({ type }) => type === 'message')
        .map((activity) => [activity.from.aadObjectId, activity.conversation.id, activity.serviceUrl]);
    const expected = clients.map((client) => [client.person.id, client.person.chatId, client.serviceUrl]);
    await expect.poll(() => said().toSorted()).toEqual(expected.toSorted());
  });

  it('take a message for a chat that nobody has opened yet', async () => {
    const { clients } = await planChatClients({ clients: 2, port: 0 });
    await start(clients);
    const answers = clients.map(({ serviceUrl, person }) =>
      fetch(`${serviceUrl}/v3/conversations/${person.chatId}/activities`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'message', from: { id: contoso.bot.id }, text: 'hello' }),
      }),
    );
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([201, 201]);
  });

  it('listen on this machine only', async () => {
    const { clients } = await planChatClients({ clients: 2, port: 0 });
    await start(clients);
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const outside = addresses.filter(({ internal, family }) => !internal && family === 'IPv4');
    // On Linux all of 127.0.0.0/8 is this machine: a server on every interface would answer at 127.0.0.2.
    for (const { address } of [...outside, { address: '127.0.0.2' }]) {
      await expect(
        fetch(`http://${address}:${clients[0]?.port}/`, { signal: AbortSignal.timeout(2_000) }),
      ).rejects.toThrow();
    }
    expect(clients.map(({ url }) => new URL(url).hostname)).toEqual(['127.0.0.1', '127.0.0.1']);
  });

  it('are gone after the stop, so that the same ports start again', async () => {
    const { clients } = await planChatClients({ clients: 2, port: 0 });
    const first = await start(clients);
    await first.stop();
    await expect(fetch(clients[0]?.url ?? '')).rejects.toThrow();
    const again = await start(clients);
    expect(again.clients).toEqual(clients);
  });

  it('are refused, with the key to change, when a port is taken', async () => {
    const port = (bot.address() as AddressInfo).port;
    const refused = planChatClients({ clients: 2, port });
    await expect(refused).rejects.toThrow(StartError);
    await expect(refused).rejects.toThrow(
      `Port ${port} for the manager’s chat is in use by another program. Stop that program, or set PLAYGROUND_PORT`,
    );
  });

  it('leave none running when one of them cannot start', async () => {
    const { clients } = await planChatClients({ clients: 2, port: 0 });
    const taken = { ...clients[1], port: (bot.address() as AddressInfo).port } as ChatClient;
    const manager = clients[0] as ChatClient;
    await expect(start([manager, taken])).rejects.toThrow('was taken by another program meanwhile');
    await expect(fetch(manager.url)).rejects.toThrow();
  });

  it('are none when none are wanted', async () => {
    expect(await planChatClients({ clients: 0, port: 0 })).toEqual({ clients: [], notice: null });
  });
});

describe('the file of a chat client', () => {
  it.each(Object.values(contoso.personas))('names five other people besides $key, each id once', (persona) => {
    const file = playgroundFile({ contoso, persona, tenantId: contoso.tenantId, botId: contoso.bot.id });
    const ids = [file.currentUser, ...file.users].map(({ id }) => id);
    expect(file.users).toHaveLength(5);
    expect(new Set(ids).size).toBe(6);
    expect(file.currentUser).toMatchObject({ id: persona.channelUserId, aadObjectId: persona.id });
    expect(file.personalChat.id).toBe(persona.chatId);
  });
});
