import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartError } from '../../domain/errors.ts';
import { startChild } from '../child-process.ts';
import { createRelay, type Relay } from './relay.ts';
import type { SambaOrder } from './samba-order.ts';
import { whyNoSamba } from './why-no-samba.ts';

export type SambaSettings = Partial<Pick<SambaOrder, 'places' | 'delegations' | 'service' | 'netBios' | 'exchange'>> & {
  /** An earlier directory in it goes on; null = a new one, and nothing of it stays. */
  readonly folder: string | null;
  readonly domainName: string;
};

export type Samba = {
  /** `ldaps://localhost:PORT`, on a free port. */
  readonly url: string;
  /** PEM of the authority that made its certificate (names its host and localhost, address 127.0.0.1). */
  readonly caFile: string;
  readonly baseDn: string;
  readonly administrator: { readonly name: string; readonly password: string };
  readonly service: { readonly name: string; readonly password: string; readonly passwordFile: string } | null;
  /** For accounts that are made in it. */
  readonly peoplePassword: string;
  /** Everything that it keeps, for nobody but us. */
  readonly folder: string;
  /** Process id of Samba itself. */
  readonly pid: number;
  /** Another way to it, on a free port; at 127.0.0.2 its certificate does not fit. */
  createRelay(address?: '127.0.0.1' | '127.0.0.2'): Promise<Relay>;
  stop(): Promise<void>;
};

const PROGRAM = fileURLToPath(new URL('./domain-controller.ts', import.meta.url));

/**
 * Starts an Active Directory domain controller (Samba, LDAP only) that ends with this process. Its ports are fixed, so
 * that it runs in a network namespace of its own; a socket in the file system leads in, and relays on free ports lead
 * there.
 *
 * Throws `StartError` when Samba is not installed, or does not start.
 */
export async function startSamba(settings: SambaSettings): Promise<Samba> {
  const missing = whyNoSamba();
  if (missing !== null) throw new StartError(missing);
  const isolation = await findIsolation();
  const short = await mkdtemp(join(tmpdir(), 'leaver-ad-'));
  // Also when somebody stops it while it starts; what writes there ends with us.
  const clean = () => rmSync(short, { recursive: true, force: true });
  process.once('exit', clean);
  const folder = settings.folder === null ? short : resolve(settings.folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const { domainName, service = null, places = [], delegations = [] } = settings;
  const order: SambaOrder = {
    folder,
    door: join(short, 'door'),
    isolated: isolation.length > 0,
    realm: domainName.toUpperCase(),
    netBios: settings.netBios ?? (domainName.split('.')[0] ?? '').slice(0, 15).toUpperCase(),
    host: `dc1.${domainName}`,
    places,
    delegations,
    service,
    exchange: settings.exchange ?? false,
  };
  const passwordFile = join(folder, 'service.password');
  const password = await keepPassword(join(folder, 'administrator.password'));
  const peoplePassword = await keepPassword(join(folder, 'people.password'));
  const servicePassword = await keepPassword(passwordFile);
  let said: readonly string[] = [];
  const relays: Relay[] = [];
  const child = await startChild({
    name: 'the domain controller',
    program: PROGRAM,
    parameters: [],
    through: isolation,
    environment: {
      PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
      LEAVER_SAMBA: JSON.stringify(order),
      AD_ADMIN_PASSWORD: password,
      AD_SERVICE_PASSWORD: servicePassword,
    },
    // Making a domain takes 10 seconds of CPU, and much longer beside others that compute.
    patience: 150_000,
    ready: async (lines) => {
      said = lines;
      return lines.some((line) => line.startsWith('ready '));
    },
  }).catch((error: unknown) => {
    clean();
    process.off('exit', clean);
    throw error;
  });
  const openRelay = async (address: '127.0.0.1' | '127.0.0.2' = '127.0.0.1') => {
    const relay = await createRelay(order.door, address);
    relays.push(relay);
    return relay;
  };
  const { port } = await openRelay();
  return {
    url: `ldaps://localhost:${port}`,
    caFile: join(folder, 'tls/ca.pem'),
    baseDn: `DC=${domainName.split('.').join(',DC=')}`,
    administrator: { name: `administrator@${domainName}`, password },
    service: service === null ? null : { name: `${service}@${domainName}`, password: servicePassword, passwordFile },
    peoplePassword,
    folder,
    pid: Number(said.find((line) => line.startsWith('ready '))?.slice('ready '.length)),
    createRelay: openRelay,
    async stop() {
      for (const relay of relays) await relay.close();
      await child.stop();
      clean();
      process.off('exit', clean);
    },
  };
}

/** Commands that give a network namespace of its own; none where that is not allowed and port 636 is free anyway. */
async function findIsolation(): Promise<readonly string[]> {
  for (const command of [
    ['unshare', '-rn'],
    ['unshare', '-n'],
  ] as const) {
    if (spawnSync(command[0], [command[1], 'true'], { stdio: 'ignore' }).status === 0) return command;
  }
  if (await isFree(636)) return [];
  throw new StartError(
    'The domain controller cannot start: this machine gives no network namespace (unshare -rn), and port 636 cannot be had.',
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** The one of before when there is one: the directory may be there already. */
async function keepPassword(file: string): Promise<string> {
  const known = await readFile(file, 'utf8').catch(() => null);
  if (known !== null) return known;
  // Base64 alone may lack a kind of character that the password policy asks for.
  const password = `${randomBytes(24).toString('base64url')}-aA1`;
  await writeFile(file, password, { mode: 0o600 });
  return password;
}
