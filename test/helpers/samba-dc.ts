import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Relay } from '../../src/sandbox/samba/relay.ts';
import { type Samba, startSamba } from '../../src/sandbox/samba/start-samba.ts';
import { whyNoSamba } from '../../src/sandbox/samba/why-no-samba.ts';

export type { Relay };

/** Why no domain controller can be started here; null = it can. */
export const noSamba: string | null = whyNoSamba();

export type SambaDc = Pick<Samba, 'baseDn' | 'administrator' | 'createRelay' | 'stop'> & {
  /** PEM of the authority that made its certificate (names dc1.offb.test and localhost, address 127.0.0.1). */
  readonly ca: string;
  readonly certificate: { readonly key: string; readonly cert: string };
  /** Runs a program of Samba on the database itself. */
  run(program: string, args: readonly string[]): Promise<string>;
  /** It stays there and says nothing, until told to go on. */
  pause(): void;
  goOn(): void;
  kill(): void;
};

/** A throw-away Active Directory, with what tests do to it. */
export async function startSambaDc(): Promise<SambaDc> {
  const samba = await startSamba({ folder: null, domainName: 'offb.test' });
  const read = (file: string) => readFile(join(samba.folder, file), 'utf8');
  return {
    ...samba,
    ca: await read('tls/ca.pem'),
    certificate: { key: await read('tls/key.pem'), cert: await read('tls/cert.pem') },
    async run(program, args) {
      const database = ['-H', join(samba.folder, 'private/sam.ldb')];
      return (await promisify(execFile)(program, [...args, ...database])).stdout;
    },
    pause: () => process.kill(samba.pid, 'SIGSTOP'),
    goOn: () => process.kill(samba.pid, 'SIGCONT'),
    kill: () => process.kill(samba.pid, 'SIGKILL'),
  };
}
