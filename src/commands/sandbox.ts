import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { ConfigError, LeaverError } from '../domain/errors.ts';
import { forgetTenant } from '../sandbox/persistence.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';

/** `npm run sandbox`: the tenant alone, as a process of its own. `--reset` starts from contoso.json. */
async function main(): Promise<void> {
  const { port, dataDir, speed } = readEnvironment(process.env);
  if (dataDir !== null && process.argv.includes('--reset')) forgetTenant(dataDir);
  const sandbox = await startSandbox({ port, dataDir, speed });
  console.log(`Sandbox tenant: ${sandbox.url} (Graph under /v1.0, speed ${speed})`);
  endCleanly(sandbox);
}

const environment = z.object({
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65535).default(3979),
  SANDBOX_SPEED: z.coerce.number().positive().max(100_000).default(60),
  DATA_DIR: z.string().default('.data'),
});

function readEnvironment(values: NodeJS.ProcessEnv) {
  const given = Object.entries(values).filter(([, value]) => value !== '');
  const read = environment.safeParse(Object.fromEntries(given));
  if (!read.success) {
    throw new ConfigError(read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  const { SANDBOX_PORT: port, SANDBOX_SPEED: speed, DATA_DIR } = read.data;
  return { port, speed, dataDir: DATA_DIR === 'memory' ? null : DATA_DIR };
}

/** On a signal, and when the parent that holds stdin is gone (it may have been killed). */
function endCleanly(sandbox: Sandbox): void {
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    await Promise.race([sandbox.stop(), wait(2_000)]);
    process.exit(0);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  if (process.env.LEAVER_PARENT !== '1') return;
  process.stdin.on('close', end);
  process.stdin.resume();
}

try {
  await main();
} catch (error) {
  if (!(error instanceof LeaverError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Tenant, requests and jobs together: requests of before would be about people who are as new now. */
async function reset({ dataDir, database: settings }: Config): Promise<void> {
  if (dataDir !== null) forgetTenant(dataDir);
  const database = await openDatabase(settings, { owner: 'reset' });
  await migrate(database);
  await forgetRequests(database);
  await database.close();
}
