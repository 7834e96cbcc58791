import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { freePort } from '../../src/commands/prove/free-port.ts';
import { CHROMIUM } from '../helpers/why-no-chromium.ts';
import { ChatPage, WAIT } from './chat-page.ts';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Real milliseconds; making an Active Directory domain takes long beside others that compute. */
const START_WITHIN = 170_000;

export type RunningLeaver = Awaited<ReturnType<typeof startLeaver>>;

/**
 * Leaver as somebody who clones the project starts it: `node src/main.ts` with its sandbox and Microsoft's Playgrounds, on
 * free ports and a data folder of its own, and a browser with the manager's chat, the helpdesk's chat and the tenant view;
 * with `second` also the chat of the second helpdesk person, who may block at once.
 */
export async function startLeaver(
  settings: {
    readonly speed?: number;
    readonly width?: number;
    readonly ad?: 'memory' | 'samba';
    readonly second?: boolean;
    /** Instead of the built-in policy. */
    readonly policy?: object;
  } = {},
) {
  const chats = settings.second === true ? 3 : 2;
  const folder = await mkdtemp(join(tmpdir(), 'leaver-e2e-'));
  const policy = join(folder, 'policy.json');
  if (settings.policy !== undefined) await writeFile(policy, JSON.stringify(settings.policy));
  const bot = await freePort(2 + chats);
  const [sandbox, playground] = [bot + 1, bot + 2];
  const child = spawn(process.execPath, ['src/main.ts'], {
    env: {
      PATH: process.env.PATH,
      PORT: String(bot),
      SANDBOX_PORT: String(sandbox),
      PLAYGROUND_PORT: String(playground),
      ...(chats === 3 ? { PLAYGROUND: '3' } : {}),
      ...(settings.policy === undefined ? {} : { POLICY_FILE: policy }),
      SANDBOX_SPEED: String(settings.speed ?? 60),
      DATA_DIR: folder,
      SANDBOX_AD: settings.ad ?? 'memory',
      TZ: 'Europe/Amsterdam',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await said(child, 'Ctrl-C stops it');
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const width = settings.width ?? 1100;
  const open = (place: number, name: string) =>
    ChatPage.open(browser, `http://127.0.0.1:${playground + place}`, { width, name });
  const manager = await open(0, 'manager');
  const helpdesk = await open(1, 'helpdesk');
  const second = chats === 3 ? await open(2, 'second') : null;
  const origin = `http://127.0.0.1:${sandbox}`;
  return {
    child,
    browser,
    manager,
    helpdesk,
    /** With `second: true`. */
    second,
    origin,
    ports: [bot, sandbox, ...Array.from({ length: chats }, (_, place) => playground + place)],
    view: () => openView(browser, origin),
    control: (path: string, body: object = {}) => control(origin, path, body),
    async stop(): Promise<number | null> {
      await browser.close();
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      const code = await ended;
      await rm(folder, { recursive: true, force: true });
      return code;
    },
  };
}

async function openView(browser: Browser, origin: string) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.setDefaultTimeout(WAIT);
  await page.goto(origin);
  return page;
}

async function control(origin: string, path: string, body: object): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${origin}/sandbox/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the sandbox refused ${path}: ${text}`);
  return text;
}

function said(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const timer = setTimeout(() => reject(new Error(`Leaver did not start in time; it said: ${heard}`)), START_WITHIN);
    child.stdout?.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      if (!heard.includes(words)) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('exit', (code) => reject(new Error(`Leaver ended with ${code}; it said: ${heard}`)));
  });
}
