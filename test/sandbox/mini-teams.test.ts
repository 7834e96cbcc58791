import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MiniTeams, startMiniTeams } from '../../src/sandbox/mini-teams/mini-teams.ts';

const SOON = 'This card is updated when it is done.';
const CARD = 'application/vnd.microsoft.card.adaptive';

/** A bot that answers every click in time and does what it was for a moment later, as a busy machine does. */
describe('a client of a bot that is late', () => {
  let bot: Server;
  let teams: MiniTeams;
  let later: (connector: string, replyToId: string, messageId: string) => Promise<unknown>;
  beforeEach(async () => {
    bot = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => (body += part));
      request.on('end', () => {
        const { type, id, replyToId, serviceUrl, conversation } = JSON.parse(body);
        const connector = `${serviceUrl}v3/conversations/${encodeURIComponent(conversation.id)}/activities`;
        const done = type === 'invoke' ? null : send('POST', connector, { replyToId: id, ...withCard('Ready?') });
        if (done === null) setTimeout(() => later(connector, id, replyToId), 50);
        const value = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: SOON };
        void Promise.resolve(done).then(() => response.end(JSON.stringify(value)));
      });
    });
    await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(bot.address() as AddressInfo).port}/api/messages`;
    teams = await startMiniTeams({ endpoint, tenantId: 't', botId: 'b', isComing: (answer) => answer === SOON });
  });
  afterEach(async () => {
    await teams.stop();
    bot.closeAllConnections();
    await new Promise((resolve) => bot.close(resolve));
  });

  const click = async () => {
    const chat = teams.as({ id: 'megan', name: 'Megan' });
    await chat.say('hi');
    return { chat, answer: await chat.lastCard().execute('go') };
  };

  it('reads as the answer of a question the card that came with it, and a card of the bot’s own only after a wait', async () => {
    const chat = teams.as({ id: 'megan', name: 'Megan' });
    const [asked] = await chat.say('hi');
    const connector = `${teams.serviceUrl}v3/conversations/${asked?.conversationId}/activities`;
    await send('POST', connector, withCard('L-1001 waits for you.'));
    expect(chat.lastCard().text).toContain('Ready?');
    await chat.until((message) => message.card !== null);
    expect(chat.lastCard().text).toContain('L-1001');
  });

  it('reads as the answer of a click the card that follows', async () => {
    later = (connector, replyToId, messageId) =>
      send('PUT', `${connector}/${messageId}`, { replyToId, ...withCard('Done.') });
    const { chat, answer } = await click();
    expect(answer).toMatchObject({ kind: 'card', text: expect.stringContaining('Done.') });
    expect(chat.lastCard().text).toContain('Done.');
  });

  it('reads as what a click shows the card that was clicked, and a card of the bot’s own only after a wait', async () => {
    later = async (connector, replyToId, messageId) => {
      await send('PUT', `${connector}/${messageId}`, { replyToId, ...withCard('Step 3 of 3') });
      await send('POST', connector, withCard('L-1001 is done.'));
    };
    const { chat } = await click();
    await expect.poll(() => chat.messages()).toHaveLength(2);
    expect(chat.lastCard().text).toContain('Step 3 of 3');
    await chat.until((message) => message.card !== null);
    expect(chat.lastCard().text).toContain('L-1001');
  });

  it('reads as the answer of a click the sentence that follows, and no other that comes before', async () => {
    later = async (connector, replyToId) => {
      await send('POST', connector, { type: 'message', text: 'L-1001 waits for you.' });
      await send('POST', connector, { type: 'message', replyToId, text: 'Too late.' });
    };
    expect((await click()).answer).toEqual({ kind: 'message', text: 'Too late.' });
  });
});

function send(method: string, url: string, body: object): Promise<unknown> {
  return fetch(url, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

function withCard(text: string) {
  const actions = [{ type: 'Action.Execute', title: 'Go', verb: 'go' }];
  const content = {
    type: 'AdaptiveCard',
    version: '1.5',
    fallbackText: text,
    body: [{ type: 'TextBlock', text }],
    actions,
  };
  return { type: 'message', attachments: [{ contentType: CARD, content }] };
}
