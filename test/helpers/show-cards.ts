import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { freePort } from '../../src/commands/prove/free-port.ts';

/** Microsoft's Playground with a silent bot behind it: shows cards in a real client and takes their pictures. */
export type CardViewer = {
  /** Draws the card in the personal chat and writes a picture of it. */
  picture(card: unknown, file: string): Promise<void>;
  page: Page;
  stop(): Promise<void>;
};

/** `cardWidth` in pixels; null = as wide as the client draws it. The Playground itself has no narrow form. */
export async function showCards(cardWidth: number | null): Promise<CardViewer> {
  const bot = await silentBot();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'leaver-gallery-'));
  const playground = startPlayground((bot.address() as AddressInfo).port, port, folder);
  const browser = await launch();
  const page = await openChat(browser, `http://127.0.0.1:${port}`);
  if (cardWidth !== null) {
    await page.addStyleTag({ content: `.ac-adaptiveCard { width: ${cardWidth}px !important; }` });
  }
  const conversation = await personalChat(`http://127.0.0.1:${port}`);
  return {
    page,
    picture: (card, file) => picture(page, `http://127.0.0.1:${port}`, conversation, card, file),
    async stop() {
      await browser.close();
      playground.kill('SIGKILL');
      bot.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let shown = 0;

async function picture(page: Page, origin: string, conversation: string, card: unknown, file: string): Promise<void> {
  const before = shown++;
  const answer = await fetch(`${origin}/_connector/v3/conversations/${encodeURIComponent(conversation)}/activities`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'message',
      from: { id: 'bot' },
      conversation: { id: conversation },
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
    }),
  });
  if (!answer.ok) throw new Error(`the Playground answered ${answer.status}: ${await answer.text()}`);
  const drawn = page.locator('.ac-adaptiveCard').nth(before);
  await drawn.waitFor({ timeout: 10_000 });
  await page.waitForTimeout(250);
  await drawn.screenshot({ path: file });
}

async function silentBot(): Promise<Server> {
  const bot = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
  return bot;
}

function startPlayground(botPort: number, port: number, folder: string): ChildProcess {
  const cli = new URL('../../node_modules/@microsoft/m365agentsplayground/cli.js', import.meta.url).pathname;
  const bot = `http://127.0.0.1:${botPort}/api/messages`;
  return spawn(process.execPath, [cli, 'start', '-e', bot, '-c', 'msteams', '-p', String(port), '--dt'], {
    cwd: folder,
    env: { ...process.env, TEAMSAPPTESTER_BROWSER: 'none', BROWSER: 'none' },
    stdio: 'ignore',
  });
}

function launch(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, headless: true, args: ['--no-sandbox', '--disable-gpu'] });
}

async function openChat(browser: Browser, origin: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 4000 } });
  for (let left = 60; left > 0; left--) {
    const up = await page.goto(origin).then(
      () => true,
      () => false,
    );
    if (up) break;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  await page.getByRole('button', { name: 'Send Message' }).waitFor({ timeout: 20_000 });
  return page;
}

async function personalChat(origin: string): Promise<string> {
  const answer = await fetch(`${origin}/_internal/v1/config`);
  const { config }: { config: { personalChat?: { id?: string } } } = JSON.parse(await answer.text());
  const id = config.personalChat?.id;
  if (id === undefined) throw new Error(`no personal chat in ${JSON.stringify(config)}`);
  return id;
}
