import { closeDataFolder, keepFilesPrivate } from '../app/keep-files-private.ts';
import { stopInOrder } from '../app/stop-in-order.ts';
import { loadEnvFile } from '../config/env-file.ts';
import { type Config, readConfig } from '../config.ts';
import { ConfigError, LeaverError, StartError } from '../domain/errors.ts';
import { claimPorts } from '../sandbox/claim-ports.ts';
import { contoso } from '../sandbox/contoso.ts';
import { forgetTenant } from '../sandbox/persistence.ts';
import { startSandbox } from '../sandbox/server.ts';
import { createTenantView } from '../sandbox/tenant-view.ts';
import { openDatabase } from '../store/database.ts';
import { forgetRequests } from '../store/forget-requests.ts';
import { takeIntoUse } from '../store/take-into-use.ts';

/** `npm run sandbox`: the tenant alone, with its page; `-- --reset` begins with contoso.json again. */
const stopping = stopInOrder();
keepFilesPrivate();
try {
  refuseOthers(process.argv.slice(2));
  const inFile = loadEnvFile();
  const config = readConfig(process.env, inFile);
  const { dataDir, sandbox } = config;
  closeDataFolder(dataDir);
  // Before anything is forgotten: a sandbox that runs would write its tenant back.
  await claimPorts([{ port: sandbox.port, what: 'the sandbox', key: 'SANDBOX_PORT' }]);
  if (config.identity.kind === 'live')
    throw new StartError('The sandbox is for local mode: start it where no bot identity (MicrosoftApp…) is set.');
  if (process.argv.includes('--reset')) await reset(config);
  const running = await startSandbox({ ...sandbox, dataDir, pages: createTenantView });
  stopping.add(running.stop);
  console.log(`The sandbox tenant runs at ${running.url} (tenant view), its Graph under ${running.url}/v1.0.`);
} catch (error) {
  console.error(error instanceof LeaverError ? error.message : error);
  await stopping.stop(error instanceof ConfigError ? 78 : 1);
}

/** Who types `--help`, or misspells what forgets a tenant, is not given a sandbox that runs on. */
function refuseOthers(typed: readonly string[]): void {
  const other = typed.find((each) => each !== '--reset');
  if (other !== undefined)
    throw new StartError(
      `“npm run sandbox” runs the tenant, “npm run sandbox -- --reset” begins with that of contoso.json again; not “${other}”.`,
    );
}

/**
 * Tenant, requests and jobs together: requests of before would be about people who are as new now. Throws `StartError`,
 * with everything still there, for a database that is not the sandbox's.
 */
async function reset(config: Config): Promise<void> {
  const { dataDir, database: settings } = config;
  const sandbox = { tenantId: config.identity.tenantId ?? contoso.tenantId, mode: 'sandbox' } as const;
  const database = await openDatabase(settings, { owner: 'reset' });
  try {
    await takeIntoUse(database, settings, sandbox);
    await forgetRequests(database);
  } finally {
    await database.close();
  }
  if (dataDir !== null) forgetTenant(dataDir);
}
