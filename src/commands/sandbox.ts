import { existsSync } from 'node:fs';
import { stopInOrder } from '../app/stop-in-order.ts';
import { readConfig } from '../config.ts';
import { ConfigError, LeaverError } from '../domain/errors.ts';
import { claimPorts } from '../sandbox/claim-ports.ts';
import { forgetTenant } from '../sandbox/persistence.ts';
import { startSandbox } from '../sandbox/server.ts';
import { createTenantView } from '../sandbox/tenant-view.ts';

/** `npm run sandbox`: the tenant alone, with its page; `-- --reset` begins with contoso.json again. */
const stopping = stopInOrder();
try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { dataDir, sandbox } = readConfig(process.env);
  // Before anything is forgotten: a sandbox that runs would write its tenant back.
  await claimPorts([{ port: sandbox.port, what: 'the sandbox', key: 'SANDBOX_PORT' }]);
  if (process.argv.includes('--reset') && dataDir !== null) forgetTenant(dataDir);
  const running = await startSandbox({ ...sandbox, dataDir, pages: createTenantView });
  stopping.add(running.stop);
  console.log(`The sandbox tenant runs at ${running.url} (tenant view), its Graph under ${running.url}/v1.0.`);
} catch (error) {
  console.error(error instanceof LeaverError ? error.message : error);
  await stopping.stop(error instanceof ConfigError ? 78 : 1);
}
