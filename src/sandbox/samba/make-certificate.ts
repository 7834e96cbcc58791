import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/**
 * A certificate for the domain controller and loopback, with an authority of its own: Samba's own names no host that a
 * client would accept (hybrid.md c). Writes `ca.pem`, `cert.pem` and `key.pem`; both are new at every start.
 */
export async function makeCertificate(folder: string, host: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const at = (name: string) => join(folder, name);
  await writeFile(
    at('extensions'),
    `subjectAltName=DNS:${host},DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n`,
  );
  const authority = ['-subj', '/CN=Leaver sandbox CA', '-addext', 'keyUsage=critical,keyCertSign', '-days', '30'];
  await Promise.all([
    run('openssl', ['req', '-x509', ...NEW_KEY, ...authority, '-keyout', at('ca.key'), '-out', at('ca.pem')]),
    run('openssl', [
      'req',
      ...NEW_KEY,
      '-subj',
      '/CN=domain controller',
      '-keyout',
      at('key.pem'),
      '-out',
      at('request'),
    ]),
  ]);
  const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '30'];
  await run('openssl', [
    'x509',
    '-req',
    '-in',
    at('request'),
    ...signed,
    '-extfile',
    at('extensions'),
    '-out',
    at('cert.pem'),
  ]);
  // Samba refuses a key that others may read.
  for (const key of ['key.pem', 'ca.key']) await chmod(at(key), 0o600);
}
