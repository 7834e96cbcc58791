import { closeSync, createReadStream, existsSync, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { keepFilesPrivate } from '../app/keep-files-private.ts';
import { loadEnvFile } from '../config/env-file.ts';
import { type Config, readConfig } from '../config.ts';
import { type AuditHead, NO_HEAD } from '../domain/audit-entry.ts';
import { type ChainCheck, createChainCheck, type KeptEntry } from '../domain/check-chain.ts';
import { ConfigError, LeaverError, StartError } from '../domain/errors.ts';
import { createAuditTrail } from '../store/audit.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { forgetPerson } from '../store/forget-person.ts';
import { readAudit } from '../store/read-audit.ts';
import { faultLines } from './audit/fault-lines.ts';
import { AUDIT_FORMATS, type AuditFormat } from './audit/formats.ts';

/**
 * `npm run audit -- verify | export | forget <object id> | head`: the record of everything asked, decided, attempted
 * and seen. `verify` ends with 0 when the audit is whole, 1 when it is not, 2 when it could not be read.
 */
const USAGE = `npm run audit -- verify [--head NUMBER:HASH …] [--file export.jsonl]
npm run audit -- export [--format jsonl|csv] [--output FILE]
npm run audit -- forget <object id>
npm run audit -- head`;

const UNREADABLE = 2;

const inFile = loadEnvFile();
keepFilesPrivate();
try {
  process.exitCode = await readCommand()();
} catch (error) {
  if (error instanceof ConfigError) for (const problem of error.problems) console.error(`- ${problem}`);
  else console.error(error instanceof LeaverError ? error.message : error);
  process.exitCode = error instanceof ConfigError ? 78 : UNREADABLE;
}

type Command = () => Promise<number>;

function readCommand(): Command {
  const { positionals, values } = parse();
  const [verb, subject = '', ...rest] = positionals;
  const { format = 'jsonl', output, file } = values;
  const heads = (values.head ?? []).map(readHead);
  if (rest.length > 0) throw new StartError(USAGE);
  if (verb === 'forget' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(subject))
    return () => forget(subject.toLowerCase());
  if (subject !== '') throw new StartError(USAGE);
  if (verb === 'verify') return () => verify(heads, file);
  if (verb === 'export' && isFormat(format)) return () => exportTo(AUDIT_FORMATS[format], output);
  if (verb === 'head') return head;
  throw new StartError(USAGE);
}

function parse() {
  const text = { type: 'string' } as const;
  try {
    const options = { head: { ...text, multiple: true }, format: text, output: text, file: text } as const;
    return parseArgs({ allowPositionals: true, options });
  } catch {
    throw new StartError(USAGE);
  }
}

function isFormat(name: string): name is keyof typeof AUDIT_FORMATS {
  return name in AUDIT_FORMATS;
}

function readHead(written: string): AuditHead {
  const [, number = '', hash = ''] = /^(\d{1,9}):([\da-f]{64})$/.exec(written.trim().toLowerCase()) ?? [];
  if (hash === '') throw new StartError('--head takes NUMBER:HASH as it was posted, with all 64 digits of the hash.');
  return { number: Number(number), hash };
}

async function verify(posted: readonly AuditHead[], file: string | undefined): Promise<number> {
  const check = createChainCheck(posted);
  if (file === undefined) await withDatabase('reader', (database) => readAudit(database, check.next));
  else await readExport(file, check);
  const { head: last, faults, erased } = check.end();
  if (faults.length > 0) {
    console.log(`The audit is NOT whole: ${faults.length} faults in ${last.number} entries.`);
    for (const line of faultLines(faults)) console.log(line);
    return 1;
  }
  console.log(`The audit is whole: ${last.number} entries, each as it was written and in its place.`);
  if (erased > 0) console.log(`${erased} texts were erased with “forget”, which the audit says itself.`);
  console.log(`It ends with ${last.number}:${last.hash}`);
  if (posted.length > 0) console.log('It agrees with every head given.');
  else
    console.log(
      'Whether its end was cut off, or all of it written anew, only a head shows that was posted: add --head NUMBER:HASH from an approver’s chat.',
    );
  return 0;
}

async function readExport(file: string, check: ChainCheck): Promise<void> {
  try {
    let number = 0;
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (line.trim() !== '') check.next(readLine(line, number));
    }
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`${file} cannot be read.`);
  }
}

function readLine(line: string, number: number): KeptEntry {
  try {
    const entry = JSON.parse(line) as KeptEntry;
    if (Array.isArray(entry.texts) && Number.isInteger(entry.number) && 'people' in entry.kept) return entry;
  } catch {
    // Said below, with the line.
  }
  throw new StartError(`Line ${number} is no entry of an audit that was exported as JSON lines.`);
}

async function exportTo({ head: first, line }: AuditFormat, output: string | undefined): Promise<number> {
  const file = output === undefined ? null : openOutput(output);
  const write = (text: string) => (file === null ? process.stdout.write(text) : writeSync(file, text));
  let entries = 0;
  try {
    write(first);
    await withDatabase('reader', (database) =>
      readAudit(database, (entry) => {
        write(line(entry));
        entries += 1;
      }),
    );
  } finally {
    if (file !== null) closeSync(file);
  }
  if (output !== undefined) console.log(`${entries} entries are in ${output}.`);
  return 0;
}

/** Readable by its owner only: it says who did what. */
function openOutput(path: string): number {
  try {
    return openSync(path, 'w', 0o600);
  } catch {
    throw new StartError(`${path} cannot be written.`);
  }
}

async function forget(personId: string): Promise<number> {
  const gone = await withDatabase('owner', (database) => forgetPerson(database, personId));
  if (gone === null) throw new StartError('The audit does not know this object id, or does not any more.');
  console.log(
    `Forgotten: who this was at every entry, and ${gone} texts about or from them. The audit still verifies. The requests themselves, their cards in Teams, exports and backups are not changed by this.`,
  );
  return 0;
}

async function head(): Promise<number> {
  const { number, hash } = (await withDatabase('reader', (database) => createAuditTrail(database).head())) ?? NO_HEAD;
  console.log(`${number}:${hash}`);
  return 0;
}

/** `owner`: where roles are told apart, the application's may erase nothing. */
async function withDatabase<Result>(as: 'reader' | 'owner', work: (database: Database) => Promise<Result>) {
  const database = await open(readConfig(process.env, inFile).database, as);
  try {
    return await work(database);
  } catch (error) {
    if (codeOf(error) === NO_TABLE) throw new StartError('There is no audit in this database yet: start the bot once.');
    throw error;
  } finally {
    await database.close();
  }
}

const NO_TABLE = '42P01';

async function open(settings: Config['database'], as: 'reader' | 'owner'): Promise<Database> {
  if (settings.kind === 'postgres') {
    const owned = as === 'owner' && settings.migrationUrl !== undefined;
    const url = owned ? settings.migrationUrl : settings.url;
    return await openDatabase(
      { kind: 'postgres', url },
      { owner: 'audit', ...(owned ? { key: 'DATABASE_MIGRATION_URL' } : {}) },
    );
  }
  if (settings.dataDir === 'memory')
    throw new StartError('DATA_DIR=memory keeps no audit: set the folder that the bot uses, or DATABASE_URL.');
  if (!existsSync(settings.dataDir))
    throw new StartError(`There is no audit in DATA_DIR ${settings.dataDir}: set the folder that the bot uses.`);
  try {
    return await openDatabase(settings, { owner: 'audit' });
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    throw new StartError(
      `${error.message} The audit in a folder is read while the bot is stopped; with PostgreSQL (DATABASE_URL) also while it runs. The head is in the chat at any time: “audit head”.`,
    );
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}
