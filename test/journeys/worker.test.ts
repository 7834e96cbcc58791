import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../../src/commands/prove/postgres-server.ts';
import { askAndApprove, hear, type Play, phrase, startPlay, upn, WORDS, writesAbout } from './play.ts';

const words = WORDS.en;
const MAIN = join(process.cwd(), 'src/main.ts');

describe('a worker that is a process of its own', () => {
  let server: PostgresServer;
  let play: Play;
  let worker: ChildProcess | undefined;
  let databaseUrl: string;
  const folder = mkdtempSync(join(tmpdir(), 'leaver-worker-'));
  beforeAll(async () => {
    server = await startPostgres();
    databaseUrl = await server.createDatabase();
    play = await startPlay('en', { environment: { DATABASE_URL: databaseUrl, ROLE: 'bot' } });
  });
  afterAll(async () => {
    await ended(worker);
    await play.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('runs what the web process took in, which runs nothing itself, and tells people', async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.offboard} ${upn('adele')}`);
    expect(await writesAbout(stage, 'adele')).toEqual([]);
    expect(stage.person('adele').cloud?.accountEnabled).toBe(true);
    worker = startWorker();
    await hear(stage, reference, phrase('en', 'report.headline.done-left'));
    expect(stage.person('adele').cloud?.accountEnabled).toBe(false);

    // And what is pressed while it works: a click in one process, the change in the other.
    const lead = stage.as('emergencyLead');
    await lead.install();
    await lead.say(`block now ${upn('grady')}`);
    await lead.lastCard().execute('block-now');
    await expect.poll(() => stage.person('grady').cloud?.accountEnabled).toBe(false);
  });

  function startWorker(): ChildProcess {
    const { PATH, HOME } = process.env;
    const environment = {
      ROLE: 'worker',
      PORT: '0',
      DATABASE_URL: databaseUrl,
      GRAPH_BASE_URL: play.stage.sandbox.url,
      LOG_LEVEL: 'silent',
    };
    return spawn(process.execPath, [MAIN], {
      cwd: folder,
      env: { PATH, HOME, ...environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
});

async function ended(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}
