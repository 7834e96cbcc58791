import { existsSync } from 'node:fs';
import { stopInOrder } from '../app/stop-in-order.ts';
import { type Config, readConfig } from '../config.ts';
import { ConfigError, LeaverError } from '../domain/errors.ts';
import { claimPorts } from '../sandbox/claim-ports.ts';
import { forgetTenant } from '../sandbox/persistence.ts';
import { startSandbox } from '../sandbox/server.ts';
import { createTenantView } from '../sandbox/tenant-view.ts';
import { openDatabase } from '../store/database.ts';
import { forgetRequests } from '../store/forget-requests.ts';
import { prepareTables } from '../store/prepare-tables.ts';

/** `npm run sandbox`: the tenant alone, with its page; `-- --reset` begins with contoso.json again. */
const stopping = stopInOrder();
try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = readConfig(process.env);
  const { dataDir, sandbox } = config;
  // Before anything is forgotten: a sandbox that runs would write its tenant back.
  await claimPorts([{ port: sandbox.port, what: 'the sandbox', key: 'SANDBOX_PORT' }]);
  if (process.argv.includes('--reset')) await reset(config);
  const running = await startSandbox({ ...sandbox, dataDir, pages: createTenantView });
  stopping.add(running.stop);
  console.log(`The sandbox tenant runs at ${running.url} (tenant view), its Graph under ${running.url}/v1.0.`);
} catch (error) {
  console.error(error instanceof LeaverError ? error.message : error);
  await stopping.stop(error instanceof ConfigError ? 78 : 1);
}

/** Tenant, requests and jobs together: requests of before would be about people who are as new now. */
async function reset({ dataDir, database: settings }: Config): Promise<void> {
  if (dataDir !== null) forgetTenant(dataDir);
  const database = await openDatabase(settings, { owner: 'reset' });
  await prepareTables(database, settings);
  await forgetRequests(database);
  await database.close();
}
