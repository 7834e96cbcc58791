import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MiniTeams } from '../../sandbox/mini-teams/mini-teams.ts';
import { freePort } from './free-port.ts';

export type KilledBot = {
  readonly url: string;
  /** Of the process that runs now. */
  pid(): number;
  /** Clients that outlive the bot; made when first needed. */
  teams?: MiniTeams;
  welcomed: boolean;
  /** SIGKILL, then a new process on the same data. Gives the real time at which the new one was started. */
  killAndStart(): Promise<number>;
  end(): Promise<void>;
};

const PROGRAMS = {
  bot: join(import.meta.dirname, '..', '..', 'main.ts'),
  'forgetful-bot': join(import.meta.dirname, 'forgetful-bot.ts'),
  'timer-bot': join(import.meta.dirname, 'timer-bot.ts'),
};
const READY_WITHIN = 120_000;

/**
 * Many requests by one pair of people are what is wanted here: no second approver, and no limit that would stop them.
 */
const POLICY = {
  approvals: { allowSingleApproverForDeletion: true },
  limits: { perRequester: 10_000, perApprover: 10_000, perTenant: 10_000, departmentPercent: 100 },
};

/** The bot as a process of its own, on a port and a data folder that every later process takes over. */
export async function startKilledBot(settings: {
  readonly program: keyof typeof PROGRAMS;
  readonly graphUrl: string;
  readonly dataDir: string;
}): Promise<KilledBot> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const policyFile = join(settings.dataDir, 'policy.json');
  await writeFile(policyFile, JSON.stringify(POLICY));
  const environment = {
    PATH: process.env.PATH ?? '',
    PORT: String(port),
    DATA_DIR: settings.dataDir,
    GRAPH_BASE_URL: settings.graphUrl,
    POLICY_FILE: policyFile,
    PLAYGROUND: 'off',
    LOG_LEVEL: 'error',
  };
  let child: ChildProcess;
  const start = async () => {
    const started = Date.now();
    child = spawn(process.execPath, [PROGRAMS[settings.program]], {
      env: environment,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    // One that never answers is not left behind: it would go on for days.
    await ready(url, child).catch(async (error: unknown) => {
      await kill();
      throw error;
    });
    return started;
  };
  const kill = async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await gone;
  };
  await start();
  const bot: KilledBot = {
    url,
    pid: () => child.pid ?? 0,
    welcomed: false,
    async killAndStart() {
      await kill();
      return start();
    },
    async end() {
      await kill();
      await bot.teams?.stop();
    },
  };
  return bot;
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_WITHIN;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the bot ended with code ${child.exitCode} instead of starting`);
    const answer = await fetch(`${url}/healthz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the bot did not start in time');
}
