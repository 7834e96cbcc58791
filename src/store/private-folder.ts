import { chmodSync, mkdirSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { codeOf, StartError } from '../domain/errors.ts';

const OTHERS = 0o007;
const GROUP_AND_OTHERS = 0o077;
const SET_GROUP_ID = 0o2000;
const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;

/**
 * Makes the folder, or closes it to everybody else on this machine: it holds the key that seals every button,
 * connectors' secrets and who asked what about whom. Gives a sentence when something stood open. Throws `StartError`
 * when it belongs to another account, or cannot be closed. Windows keeps no such modes: there the folder is as it is.
 *
 * A group may have rights where an orchestrator gives them: the folder has the set-group-ID bit and a group of this
 * process, as Kubernetes makes volumes with `fsGroup` (their root then belongs to root; what lies in it is still ours
 * alone).
 */
export function makePrivateFolder(folder: string): string | null {
  makeFolder(folder);
  const owner = process.geteuid?.();
  if (owner === undefined || process.platform === 'win32') return null;
  const found = statSync(folder);
  const byOrchestrator = isByOrchestrator(found);
  const place = `DATA_DIR ${resolve(folder)}`;
  if (found.uid !== owner && !(byOrchestrator && found.uid === 0 && (found.mode & OTHERS_WRITE) === 0))
    throw new StartError(
      `${place} belongs to another account (user id ${found.uid}; Leaver runs as ${owner}): whoever owns it could read and change everything. Set a folder of Leaver’s own, which may be a new one inside it.`,
    );
  const forbidden = byOrchestrator ? OTHERS : GROUP_AND_OTHERS;
  const wasOpen = found.uid === owner && close(folder, found, forbidden);
  const inside = closeContents(folder, owner, forbidden);
  if (found.uid === owner && (statSync(folder).mode & forbidden) !== 0)
    throw new StartError(
      `${place} can be read by other accounts of this machine, and its file system keeps no other rights: set a folder on another one.`,
    );
  // What lies in a folder that nobody else may enter was out of reach, whatever its own rights.
  return (found.mode & forbidden) !== 0 && (wasOpen || inside)
    ? `${place} could be read by other accounts of this machine. It is closed to them now (${byOrchestrator ? '0770' : '0700'}); who read it before knows what was in it.`
    : null;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartError(
      `DATA_DIR ${resolve(folder)} cannot be used (${codeOf(error)}): set a folder that Leaver may write to.`,
    );
  }
}

/** Also whatever the database's own files are made with (PGlite unpacks about a thousand, open to everybody). */
export function closeTree(folder: string): void {
  const owner = process.geteuid?.();
  if (owner === undefined || process.platform === 'win32') return;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.uid === owner)
      close(path, found, found.isDirectory() && isByOrchestrator(found) ? OTHERS : GROUP_AND_OTHERS);
  }
}

function isByOrchestrator({ mode, gid }: Stats): boolean {
  const groups = process.getgroups?.() ?? [];
  return (mode & SET_GROUP_ID) !== 0 && (mode & GROUP_WRITES) !== 0 && groups.includes(gid);
}

function closeContents(folder: string, owner: number, forbidden: number): boolean {
  let any = false;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.uid === owner && close(path, found, forbidden)) any = true;
  }
  return any;
}

/** True when there was something to close. */
function close(path: string, { mode }: Stats, forbidden: number): boolean {
  if ((mode & forbidden) === 0) return false;
  chmodSync(path, mode & 0o7777 & ~forbidden);
  return true;
}
