import { parseArgs } from 'node:util';
import { belongingOf } from '../app/belonging-of.ts';
import { keepFilesPrivate } from '../app/keep-files-private.ts';
import { loadEnvFile } from '../config/env-file.ts';
import { type Config, readConfig } from '../config.ts';
import { type ConnectorKey, writeConnectorKey } from '../domain/connector-key.ts';
import { ConfigError, LeaverError, StartError } from '../domain/errors.ts';
import { followClock } from '../sandbox/follow-clock.ts';
import { type ConnectorKeyStore, createConnectorKeys } from '../store/connector-keys.ts';
import { type Database, type DatabaseSettings, openDatabase } from '../store/database.ts';
import { takeIntoUse } from '../store/take-into-use.ts';

/**
 * `npm run connector-key -- add <name> --domains a,b | list | rotate <name> | revoke <key id>`, on the bot's database.
 * A key is printed once and never again; the old ones stay valid beside it until they are revoked, which takes effect
 * at once.
 */
const USAGE = `npm run connector-key -- add <name> --domains contoso.local,fabrikam.local
npm run connector-key -- list
npm run connector-key -- rotate <name>
npm run connector-key -- revoke <key id>`;

keepFilesPrivate();
try {
  const inFile = loadEnvFile();
  const command = readCommand();
  const config = readConfig(process.env, inFile);
  const database = await open(config.database);
  try {
    const belonging = belongingOf(config, await isSandbox(config));
    // A key made before the first start says whose database it is: only an empty one is taken over.
    await takeIntoUse(database, config.database, belonging);
    console.log(await command(createConnectorKeys(database)));
  } finally {
    await database.close();
  }
} catch (error) {
  if (error instanceof ConfigError) for (const problem of error.problems) console.error(`- ${problem}`);
  else console.error(error instanceof LeaverError ? error.message : error);
  process.exitCode = error instanceof ConfigError ? 78 : 1;
}

async function isSandbox({ graph }: Config): Promise<boolean> {
  if (graph.kind !== 'stand-in') return graph.kind === 'sandbox';
  const clock = await followClock(graph.baseUrl);
  clock?.stop();
  return clock !== null;
}

type Command = (keys: ConnectorKeyStore) => Promise<string>;

function readCommand(): Command {
  const { positionals, values } = parse();
  const [verb, subject = '', ...rest] = positionals;
  const domains = (values.domains ?? '').split(',').flatMap((name) => name.trim().toLowerCase() || []);
  if (rest.length > 0) throw new StartError(USAGE);
  if (verb === 'list' && subject === '') return list;
  if (verb === 'add' && isName(subject) && domains.length > 0 && domains.every(isDomain))
    return (keys) => add(keys, subject, domains);
  if (verb === 'rotate' && isName(subject)) return (keys) => rotate(keys, subject);
  if (verb === 'revoke' && subject !== '') return (keys) => revoke(keys, subject);
  throw new StartError(USAGE);
}

function parse() {
  try {
    return parseArgs({ allowPositionals: true, options: { domains: { type: 'string' } } });
  } catch {
    throw new StartError(USAGE);
  }
}

function isName(written: string): boolean {
  return /^[a-z\d][\w.-]{0,63}$/i.test(written);
}

function isDomain(written: string): boolean {
  return /^(?:[a-z\d-]{1,63}\.)+[a-z\d-]{1,63}$/.test(written);
}

async function open(settings: DatabaseSettings): Promise<Database> {
  if (settings.kind === 'postgres') return await openDatabase(settings, { owner: 'connector-key' });
  if (settings.dataDir === 'memory')
    throw new StartError('DATA_DIR=memory keeps no keys: set a folder or DATABASE_URL.');
  try {
    return await openDatabase(settings, { owner: 'connector-key' });
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    throw new StartError(
      `${error.message} Keys are made while the bot is stopped; with PostgreSQL (DATABASE_URL) also while it runs.`,
    );
  }
}

async function add(keys: ConnectorKeyStore, name: string, domains: readonly string[]): Promise<string> {
  const key = await keys.add(name, domains);
  if (key === null) throw new StartError(`${name} has a key already: rotate it, or revoke it first.`);
  return shownOnce(name, key);
}

async function rotate(keys: ConnectorKeyStore, name: string): Promise<string> {
  const key = await keys.rotate(name);
  if (key === null) throw new StartError(`${name} has no key: add it.`);
  return `${shownOnce(name, key)}\nThe keys before it stay valid until they are revoked.`;
}

async function revoke(keys: ConnectorKeyStore, keyId: string): Promise<string> {
  if (!(await keys.revoke(keyId)))
    throw new StartError(`There is no valid key ${keyId.slice(0, 16)}: look in the list.`);
  return `Key ${keyId} is revoked.`;
}

async function list(keys: ConnectorKeyStore): Promise<string> {
  const known = await keys.list();
  if (known.length === 0) return 'No connector has a key.';
  return known
    .map(({ id, connector, domains, createdAt, seenAt, revokedAt }) => {
      const state = revokedAt === null ? 'valid' : `revoked ${revokedAt.toISOString()}`;
      const seen = seenAt === null ? 'never seen' : `last seen ${seenAt.toISOString()}`;
      return [id, connector, domains.join(','), `made ${createdAt.toISOString()}`, seen, state].join('  ');
    })
    .join('\n');
}

function shownOnce(name: string, key: ConnectorKey): string {
  return [
    `Key ${key.id} for connector ${name}. It is shown this once; set it there, with ROLE=connector:`,
    '',
    `CONNECTOR_KEY=${writeConnectorKey(key)}`,
    '',
  ].join('\n');
}
