import type { Identity } from './identity.ts';
import type { ConfigKey } from './keys.ts';
import type { Reading } from './reading.ts';

export type Database =
  | { readonly kind: 'pglite'; readonly dataDir: string | 'memory' }
  | {
      readonly kind: 'postgres';
      readonly url: string;
      /** As the owner of the tables, where that is another role. */
      readonly migrationUrl?: string;
    };

/** PostgreSQL where an address is given, else the embedded database, which a live identity has to ask for by name. */
export function readDatabase(reading: Reading, identity: Identity): Database {
  const { values, problem } = reading;
  const { DATABASE_URL: url, DATABASE_MIGRATION_URL: migrationUrl } = values;
  if (migrationUrl !== undefined && url === undefined)
    problem('DATABASE_MIGRATION_URL', 'is of no use without DATABASE_URL, the same database for the application');
  if (migrationUrl !== undefined && migrationUrl === url)
    problem('DATABASE_MIGRATION_URL', 'is the same as DATABASE_URL: it is for another role, which owns the tables');
  if (values.DATABASE === 'embedded' && url !== undefined)
    problem('DATABASE', 'is embedded, and DATABASE_URL is set: keep one of them');
  for (const key of ['DATABASE_URL', 'DATABASE_MIGRATION_URL'] as const) checkEncrypted(reading, key);
  if (url !== undefined) return { kind: 'postgres', url, ...(migrationUrl === undefined ? {} : { migrationUrl }) };
  const dataDir = values.DATA_DIR ?? '.data';
  if (identity.kind === 'live') checkEmbedded(reading, dataDir);
  return { kind: 'pglite', dataDir };
}

/** PGlite runs with fsync off: a killed process loses nothing, a power cut may take anything (measured). */
function checkEmbedded({ values, given, problem, warnings }: Reading, dataDir: string): void {
  if (!given('DATABASE') && (values.ROLE ?? 'all') === 'all')
    problem(
      'DATABASE_URL',
      'is missing: a live bot keeps its requests in PostgreSQL, or DATABASE=embedded says otherwise',
    );
  if (values.DATABASE !== 'embedded') return;
  warnings.push(
    dataDir === 'memory'
      ? 'The database is in memory (DATA_DIR=memory): every request is lost when Leaver stops.'
      : 'The database is embedded (DATABASE=embedded), and does not wait for the disk: a power cut or a reset of the machine may lose or damage requests. Use PostgreSQL (DATABASE_URL) where that matters.',
  );
}

/**
 * Those that encrypt and check the certificate; node’s driver does so for all three, unless told to behave as libpq
 * does.
 */
const CHECKED = ['require', 'verify-ca', 'verify-full'];

/** Requests, names and the key of every button go over this line. */
function checkEncrypted(
  { values, problem }: Reading,
  key: ConfigKey & ('DATABASE_URL' | 'DATABASE_MIGRATION_URL'),
): void {
  const url = URL.parse(values[key] ?? '');
  if (url === null || isOnThisMachine(url)) return;
  const mode = url.searchParams.getAll('sslmode').at(-1) ?? '';
  const asLibpq = url.searchParams.get('uselibpqcompat') === 'true';
  if (asLibpq ? mode === 'verify-full' : CHECKED.includes(mode)) return;
  problem(
    key,
    'leads to another machine without TLS that is checked: add ?sslmode=verify-full to it (and &sslrootcert=<file> where a private authority signs the server’s certificate)',
  );
}

/**
 * A socket in the file system, or loopback. As node’s driver reads an address, `host` in the query wins over the place.
 */
function isOnThisMachine(url: URL): boolean {
  const host = url.searchParams.getAll('host').at(-1) || decodeURIComponent(url.hostname);
  return (
    host.startsWith('/') ||
    host === 'localhost' ||
    host === '[::1]' ||
    host === '::1' ||
    /^127(\.\d{1,3}){3}$/.test(host)
  );
}
