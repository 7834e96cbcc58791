import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { type AdDomain, canonicalDn, isInSyncScope } from '../domain/ad-domain.ts';
import { AD_DOMAINS_SCHEMA, type DomainRow } from './ad-domains-schema.ts';
import type { Reading } from './reading.ts';

/** A domain of AD DS as AD_DOMAINS_FILE says it; the connection holds a secret and goes to the LDAPS way alone. */
export type AdDomainSettings = { readonly domain: AdDomain; readonly connection: AdConnectionSettings | null };

export type AdConnectionSettings = {
  readonly urls: readonly string[];
  readonly syncUrl: string | null;
  readonly baseDn: string;
  readonly ca: string;
  readonly bind: { readonly name: string; readonly password: string };
  readonly timeouts: typeof TIMEOUTS;
};

/** Real time. A quarter of an hour between two tries of a refused password stays below any sane lockout threshold. */
const TIMEOUTS = {
  connectMilliseconds: 5000,
  operationMilliseconds: 15_000,
  idleMilliseconds: 60_000,
  refusedMilliseconds: 15 * 60_000,
} as const;

/**
 * Reads the file that AD_DOMAINS_FILE names; paths in it are relative to it. Every problem names the domain and the
 * field, and never repeats what a file or a field holds.
 */
export function readAdDomains({ values, problem }: Reading): readonly AdDomainSettings[] {
  const file = values.AD_DOMAINS_FILE;
  if (file === undefined) return [];
  const say = (what: string) => problem('AD_DOMAINS_FILE', what);
  const content = parse(file, say);
  if (content === undefined) return [];
  const read = AD_DOMAINS_SCHEMA.safeParse(content);
  if (!read.success) {
    for (const issue of read.error.issues) say(placeOf(issue, content));
    return [];
  }
  const rows = read.data.domains;
  for (const name of repeated(rows.map((row) => row.name))) say(`names ${name} more than once`);
  return rows.map((row) => settingsOf(row, dirname(file), (field, what) => say(`${row.name}: ${field} ${what}`)));
}

type Say = (field: string, what: string) => void;

function settingsOf(row: DomainRow, folder: string, say: Say): AdDomainSettings {
  const { client, cycleMinutes, site, onDemand } = row.sync;
  if (onDemand !== undefined && client !== 'cloud-sync') say('sync.onDemand', 'is for cloud-sync only');
  const domain: AdDomain = {
    name: row.name,
    way: row.way,
    signIn: SIGN_IN[row.signIn],
    sync: {
      client,
      site: site ?? 'same',
      cycleMinutes: cycleMinutes ?? (client === 'connect' ? 30 : 2),
      onDemand: onDemand ?? null,
    },
    inScopeOus: row.inScopeOus ?? [],
    leaversOu: row.leaversOu ?? null,
  };
  const baseDn = row.baseDn ?? `DC=${row.name.split('.').join(',DC=')}`;
  const isInside = (place: string) => canonicalDn(`,${place}`).endsWith(canonicalDn(`,${baseDn}`));
  for (const place of domain.inScopeOus) if (!isInside(place)) say('inScopeOus', `must be in ${baseDn}`);
  if (domain.leaversOu !== null) {
    if (!isInside(domain.leaversOu)) say('leaversOu', `must be in ${baseDn}`);
    // Whoever is moved out of scope is deleted from the cloud (hybrid.md 1.3).
    else if (!isInSyncScope(domain, domain.leaversOu)) say('leaversOu', 'must be in one of inScopeOus');
  }
  return {
    domain,
    connection: row.way === 'ldaps' ? connectionOf(row, baseDn, folder, say) : refuseConnection(row, say),
  };
}

const SIGN_IN = { phs: 'password-hash', pta: 'pass-through', federated: 'federated' } as const;

function connectionOf(row: DomainRow, baseDn: string, folder: string, say: Say): AdConnectionSettings | null {
  const { servers, caFile, bind } = row;
  if (servers === undefined) say('servers', 'is missing: the addresses of its domain controllers');
  if (caFile === undefined) say('caFile', 'is missing: the certificate authority of its domain controllers');
  if (bind === undefined) say('bind', 'is missing: the account that Leaver uses there');
  const ca = caFile === undefined ? null : readCertificates(resolve(folder, caFile), say);
  const password = bind === undefined ? null : readPassword(resolve(folder, bind.passwordFile), say);
  if (servers === undefined || bind === undefined || ca === null || password === null) return null;
  const syncUrl = row.syncServer ?? null;
  return { urls: servers, syncUrl, baseDn, ca, bind: { name: bind.name, password }, timeouts: TIMEOUTS };
}

function refuseConnection(row: DomainRow, say: Say): null {
  for (const field of ['servers', 'syncServer', 'caFile', 'bind'] as const)
    if (row[field] !== undefined) say(field, `is only for "way": "ldaps": leave it out`);
  return null;
}

function readCertificates(path: string, say: Say): string | null {
  try {
    const pem = readFileSync(path, 'utf8');
    const first = new X509Certificate(pem);
    // A domain controller without an authority has signed its certificate itself.
    if (first.ca || first.checkIssued(first)) return pem;
    say('caFile', 'holds a certificate that is no authority’s');
    return null;
  } catch {
    say('caFile', 'cannot be read as a PEM file of certificates');
    return null;
  }
}

/** Without the line break that editors leave at the end. An empty one would sign in as nobody. */
function readPassword(path: string, say: Say): string | null {
  try {
    const password = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    if (password !== '') return password;
    say('bind.passwordFile', 'is empty');
  } catch {
    say('bind.passwordFile', 'cannot be read');
  }
  return null;
}

function parse(file: string, say: (what: string) => void): unknown {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch {
    say('names a file that cannot be read');
    return undefined;
  }
  try {
    return JSON.parse(content);
  } catch {
    // The error of JSON.parse repeats a part of the file.
    say('names a file that is not JSON');
    return undefined;
  }
}

function placeOf({ path, message }: z.core.$ZodIssue, content: unknown): string {
  const [list, index, ...field] = path;
  if (list !== 'domains' || typeof index !== 'number') return `${path.join('.') || 'as a whole'}: ${message}`;
  const row = (content as { readonly domains: readonly unknown[] }).domains[index];
  const name = (row as { readonly name?: unknown } | null)?.name;
  const label = typeof name === 'string' && /^[\w.-]{1,255}$/.test(name) ? name : `domain ${index + 1}`;
  return `${label}: ${field.join('.') || 'as a whole'}: ${message}`;
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
