import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { contoso } from '../../../sandbox/contoso.ts';
import { startMiniTeams } from '../../../sandbox/mini-teams/mini-teams.ts';

const READY_WITHIN = 90_000;
const RIGHTS_OF_OTHERS = 0o077;

/**
 * Leaver with its sandbox as somebody starts it, under the umask of an ordinary account, used by a manager and stopped:
 * what it leaves in its folder. `program` is a version's `src/main.ts`.
 */
export async function useFolder(program: string, dataDir: string): Promise<void> {
  const environment = {
    PATH: process.env.PATH ?? '',
    PORT: '0',
    SANDBOX_PORT: '0',
    PLAYGROUND: 'off',
    DATA_DIR: dataDir,
  };
  const child = spawn('sh', ['-c', `umask 022; exec "${process.execPath}" "${program}"`], {
    env: environment,
    cwd: join(program, '../..'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    const endpoint = await addressOf(child.stdout, child.stderr, ended);
    const teams = await startMiniTeams({ endpoint, tenantId: contoso.tenantId, botId: contoso.bot.id });
    const { id, key } = contoso.personas.manager;
    const manager = teams.as({ id, name: contoso.people[key]?.displayName ?? key }, { locale: 'en-US' });
    await manager.install();
    await manager.say('block sign-in adele');
    await manager.say('help');
    await teams.stop();
  } finally {
    child.kill('SIGINT');
    await ended;
  }
}

/** Where the bot takes messages, from what it prints. */
function addressOf(out: NodeJS.ReadableStream, errors: NodeJS.ReadableStream, ended: Promise<void>): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = () => reject(new Error(`Leaver did not start: ${said}`));
    const timer = setTimeout(fail, READY_WITHIN);
    void ended.then(fail);
    const hear = (chunk: unknown) => {
      said += String(chunk);
      const [address] = /http:\/\/127\.0\.0\.1:\d+\/api\/messages/.exec(said) ?? [];
      if (address === undefined || !said.includes('Ctrl-C')) return;
      clearTimeout(timer);
      resolve(address);
    };
    out.on('data', hear);
    errors.on('data', hear);
  });
}

/** Every file and folder, the folder itself too; and those on which anybody but the owner has a right. */
export function openIn(folder: string): { readonly all: number; readonly open: readonly string[] } {
  const names = ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })];
  return {
    all: names.length,
    open: names.filter((name) => (statSync(join(folder, name)).mode & RIGHTS_OF_OTHERS) !== 0),
  };
}
