import { mkdtempSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { createGate } from '../../src/bot/gate.ts';
import { startServer } from '../../src/bot/server.ts';
import { createTeams } from '../../src/bot/teams.ts';
import { planChatClients, startChatClients } from '../../src/sandbox/chat-clients.ts';
import { contoso } from '../../src/sandbox/contoso.ts';
import { memoryConversations, memoryDialogStates } from './bot-under-test.ts';
import { createFakeFlow, MANAGER } from './fake-flow.ts';
import { NOW } from '../helpers/given.ts';

it('smoke', { timeout: 120000 }, async () => {
  const fake = createFakeFlow({ now: () => NOW });
  const identity = { mode: 'local' as const, tenantId: contoso.tenantId, botId: contoso.bot.id };
  const events: unknown[] = [];
  const conversations = memoryConversations();
  const me = contoso.personas.manager;
  (MANAGER as { id: string }).id = me.id;
  const { answerWith, messenger } = createTeams({
    identity, conversations: conversations.port, dialogStates: memoryDialogStates().port,
    clock: { now: () => new Date(NOW) }, defaults: { locale: 'en', timeZone: 'UTC' }, serviceUrlFor: () => null,
    log: (e) => void events.push(e),
  });
  const up = async () => true;
  const server = await startServer({ host: '127.0.0.1', port: 0, gate: createGate(identity), handle: answerWith(fake.flow),
    checks: { database: up, queue: up, graph: up }, metrics: () => '', log: (e) => void events.push(e) });
  const { clients } = await planChatClients({ clients: 2, port: 0 });
  const started = await startChatClients({ clients, messagesUrl: `http://127.0.0.1:${server.port}/api/messages`, folder: mkdtempSync('/tmp/smoke/x') });
  const b = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const p = await b.newPage({ viewport: { width: 1200, height: 1400 } });
    await p.goto(clients[0]?.url ?? '');
    const send = p.getByRole('button', { name: 'Send Message' });
    await send.waitFor({ timeout: 30000 });
    const say = async (t: string) => { const x = p.locator('[contenteditable=true]').first(); await x.click(); await x.pressSequentially(t); await send.click(); };
    await p.waitForTimeout(1500);
    await p.screenshot({ path: '/tmp/smoke/1.png' });
    await say('offboard adele');
    await p.getByRole('button', { name: 'Review the plan' }).last().waitFor();
    await p.screenshot({ path: '/tmp/smoke/2.png' });
    await p.getByRole('button', { name: 'Review the plan' }).last().click();
    await p.getByRole('button', { name: 'Edit' }).last().waitFor();
    await p.screenshot({ path: '/tmp/smoke/3.png' });
    await p.getByRole('button', { name: /^(Submit|Ask|Send)/ }).last().click();
    await p.waitForTimeout(1500);
    await p.screenshot({ path: '/tmp/smoke/4.png' });
    console.log(await messenger.canReach(me.id), [...conversations.rows.values()]);
  } finally {
    console.log(JSON.stringify(events, null, 1));
    await b.close();
    await started.stop();
    await server.close();
  }
  expect(fake.requests).toHaveLength(1);
});
