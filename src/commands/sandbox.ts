import { readConfig } from '../config.ts';
import { ConfigError, LeaverError } from '../domain/errors.ts';
import { forgetTenant } from '../sandbox/persistence.ts';
import { startSandbox } from '../sandbox/server.ts';
import { createTenantView } from '../sandbox/tenant-view.ts';
import { stopInOrder } from '../stop-in-order.ts';

/** `npm run sandbox`: the tenant alone, with its page; `-- --reset` begins with contoso.json again. */
const stopping = stopInOrder();
try {
  const { dataDir, sandbox } = readConfig(process.env);
  if (process.argv.includes('--reset') && dataDir !== null) forgetTenant(dataDir);
  const running = await startSandbox({ ...sandbox, dataDir, pages: createTenantView });
  stopping.add(running.stop);
  console.log(`The sandbox tenant runs at ${running.url} (tenant view), its Graph under ${running.url}/v1.0.`);
} catch (error) {
  console.error(error instanceof LeaverError ? error.message : error);
  await stopping.stop(error instanceof ConfigError ? 78 : 1);
}
