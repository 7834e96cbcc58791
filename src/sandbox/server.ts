import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { StartError } from '../domain/errors.ts';
import { createAdConsole } from './ad-console.ts';
import { createCallLog } from './call-log.ts';
import { contoso } from './contoso.ts';
import { createControl } from './control.ts';
import { createEventStream } from './event-stream.ts';
import { createFaults } from './faults.ts';
import type { Exchange } from './graph/exchange.ts';
import { createGraphService } from './graph/graph-service.ts';
import { isLocal, isOwnPage, sendJson } from './http.ts';
import { keepTenant, loadTenant } from './persistence.ts';
import { createDirectoryConsole } from './samba/directory-console.ts';
import { type SeatedDirectory, seatDirectory } from './samba/seat-directory.ts';
import { createTenant, type Tenant } from './tenant.ts';
import { createTenantClock } from './tenant-clock.ts';
import type { TenantState } from './tenant-state.ts';

export type SandboxOptions = {
  /** 0 picks a free one. */
  readonly port: number;
  /** Null: nothing on disk. */
  readonly dataDir: string | null;
  /** Tenant minutes per real minute. */
  readonly speed: number;
  /** Where Active Directory is: in memory (when left out), or the first domain of it on Samba. */
  readonly ad?: 'memory' | 'samba';
  /** Tenant time of a first start; now when left out. */
  readonly startAt?: Date;
  /** Real milliseconds for which Graph reads do not see a Graph write. */
  readonly lag?: number;
  /** Pages for people; true when it answered. */
  readonly pages?: (tenant: Tenant) => (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Told every Graph request with its answer, those inside a batch too. */
  readonly onExchange?: (exchange: Exchange) => void;
};

export type Sandbox = {
  /** Origin, such as `http://127.0.0.1:3979`. */
  readonly url: string;
  readonly port: number;
  readonly tenant: Tenant;
  /** The directory that runs beside the tenant; null = Active Directory is in memory. */
  readonly directory: SeatedDirectory | null;
  stop(): Promise<void>;
};

const DEFAULT_LAG = 300;

/**
 * Starts the sandbox tenant on 127.0.0.1: Graph under `/v1.0`, control under `/sandbox`, pages at `/`. Throws
 * `StartError` when the port is taken or the stored tenant cannot be read.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const lag = options.lag ?? DEFAULT_LAG;
  const stored = options.dataDir === null ? null : loadTenant(options.dataDir);
  const clock = createTenantClock(stored?.now ?? options.startAt ?? new Date(), options.speed);
  const directory = options.ad === 'samba' ? await startDirectory(options, stored?.state ?? null, clock.now()) : null;
  const tenant = createTenant(contoso, clock, directory?.state ?? stored?.state ?? null, lag);
  const onDirectory = directory === null ? null : createDirectoryConsole(tenant, directory);
  const [faults, calls, changes, clockChanges] = [
    createFaults(),
    createCallLog(),
    createEventStream(),
    createEventStream(),
  ];
  let url = '';
  const onExchange = options.onExchange ?? (() => {});
  const graph = createGraphService({ tenant, faults, calls, onExchange, root: () => `${url}/v1.0` });
  const console = onDirectory ?? createAdConsole(tenant);
  const adDomainsFile = directory?.adDomainsFile ?? null;
  const control = createControl({ tenant, console, adDomainsFile, faults, calls, lag, changes, clockChanges });
  const pages = options.pages?.(tenant) ?? (() => false);
  const server = createServer((request, response) => {
    route({ graph, control, pages }, request, response).catch((error: unknown) => crash(response, error));
  });
  const end = async () => {
    changes.end();
    clockChanges.end();
    tenant.stop();
    await onDirectory?.stop();
    await directory?.stop();
  };
  try {
    await listen(server, options.port);
  } catch (error) {
    await end();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  const kept = options.dataDir === null ? null : keepTenant(tenant, options.dataDir);
  tenant.onChange((event) => changes.send({ event }));
  clock.onJump((reading) => {
    clockChanges.send(reading);
    changes.send({ event: 'jump' });
  });
  return {
    url,
    port,
    tenant,
    directory,
    async stop() {
      kept?.stop();
      await close(server);
      await end();
    },
  };
}

/** Beside the stored tenant, so that both go on together. */
function startDirectory({ dataDir }: SandboxOptions, stored: TenantState | null, now: Date): Promise<SeatedDirectory> {
  return seatDirectory(contoso, { folder: dataDir === null ? null : join(dataDir, 'ad'), stored, now });
}

type Services = {
  readonly graph: ReturnType<typeof createGraphService>;
  readonly control: ReturnType<typeof createControl>;
  readonly pages: (request: IncomingMessage, response: ServerResponse) => boolean;
};

async function route(services: Services, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '';
  if (!isLocal(request)) return sendJson(response, 403, { error: 'The sandbox is for this machine only.' });
  if (url.startsWith('/v1.0/')) return services.graph(request, response);
  if (url.startsWith('/sandbox/')) {
    if (request.method === 'GET' || isOwnPage(request)) return services.control(request, response);
    return sendJson(response, 403, { error: 'The sandbox is controlled by its own page and by programs only.' });
  }
  if (services.pages(request, response)) return;
  sendJson(response, 404, { error: 'There is nothing here: Graph is under /v1.0, control under /sandbox.' });
}

/** Our own defect: said loudly, never dressed up as an answer of Graph. */
function crash(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.socket?.destroyed === true) return;
  console.error('The sandbox failed to answer:', error);
  if (!response.headersSent) sendJson(response, 500, { error: { code: 'sandboxDefect', message: String(error) } });
  else response.destroy();
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      const why = taken ? `port ${port} is taken; set SANDBOX_PORT to a free one` : error.message;
      reject(new StartError(`The sandbox tenant cannot start: ${why}.`, { cause: error }));
    });
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
