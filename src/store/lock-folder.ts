import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { StartError } from '../domain/errors.ts';
import { makePrivateFolder } from './private-folder.ts';

export type FolderLock = { release(): void };

/** How long two that start at the same moment may get in each other's way before one gives up, ms. */
const PATIENCE = 500;
/** SQLite's result code for "somebody else holds the lock". */
const SQLITE_BUSY = 5;

/** A lock that nobody refers to would be collected, and with it let go. */
const held = new Set<DatabaseSync>();

/**
 * Makes this process the only one that uses the data folder, until `release` or its end, however it ends: the lock is
 * the operating system's own (SQLite's exclusive lock on an empty file), so a killed holder leaves nothing behind. Two
 * processes in one PGlite folder lose data silently (design, section 5). Throws `StartError` with the holder's process
 * id when another one holds it, and when the folder cannot be used.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  makePrivateFolder(folder);
  const lock = await takeLock(folder);
  held.add(lock);
  writeHolder(folder);
  return {
    release() {
      if (!held.delete(lock)) return;
      lock.close();
    },
  };
}

async function takeLock(folder: string): Promise<DatabaseSync> {
  const { DatabaseSync } = await import('node:sqlite');
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(folder, 'db.lock'), { timeout: PATIENCE });
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    throw sqliteCode(error) === SQLITE_BUSY ? inUse(folder) : unusable(folder, error);
  }
}

function sqliteCode(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : null;
}

function inUse(folder: string): StartError {
  const holder = readHolder(folder);
  const who = holder === null ? 'another Leaver' : `another Leaver (process ${holder})`;
  return new StartError(`DATA_DIR ${resolve(folder)} is in use by ${who}: stop it first, or set another DATA_DIR.`);
}

function unusable(folder: string, error: unknown): StartError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  const why = error instanceof Error && sqliteCode(error) !== null ? error.message : code;
  return new StartError(`DATA_DIR ${resolve(folder)} cannot be used (${why}): set a folder that Leaver may write to.`);
}

/** For the sentence only; the lock does not depend on it. */
function holderFile(folder: string): string {
  return join(folder, 'db.holder');
}

function writeHolder(folder: string): void {
  try {
    writeFileSync(holderFile(folder), `${process.pid}\n`);
  } catch (error) {
    throw unusable(folder, error);
  }
}

function readHolder(folder: string): string | null {
  try {
    return /^\d+$/m.exec(readFileSync(holderFile(folder), 'utf8'))?.[0] ?? null;
  } catch {
    return null;
  }
}
