import { createHash } from 'node:crypto';
import { canonicalJson } from './plan-hash.ts';
import type { Json } from './text.ts';

/** One line of the audit, as its hash covers it: nothing in it names anybody. */
export type AuditEntry = {
  /** From 1, without a gap. */
  readonly number: number;
  /** The database's clock, ISO 8601 UTC with microseconds. */
  readonly at: string;
  readonly kind: string;
  /** Pseudonym of who did it; null = Leaver itself. */
  readonly actor: string | null;
  /** Pseudonym of whom it is about. */
  readonly subject: string | null;
  readonly requestId: string | null;
  readonly version: number | null;
  readonly planHash: string | null;
  readonly step: string | null;
  /** What a log may say too: a state, the key of a sentence, never free text. */
  readonly code: string | null;
  /** `client-request-id` and, where Graph answered, its own `request-id`: what Microsoft's logs call the same call. */
  readonly graphRequestIds: readonly string[];
  /**
   * What was said besides lies beside the chain and can be erased; here stands only its salted hash, and whose it is.
   */
  readonly texts: readonly { readonly people: readonly string[]; readonly digest: string }[];
  /** Hash of the entry before; zeros for the first. */
  readonly previousHash: string;
};

export type ChainedEntry = AuditEntry & { readonly hash: string };

/** What shows that nothing was cut off, when somebody else has kept it. */
export type AuditHead = { readonly number: number; readonly hash: string };

/** Before the first entry. */
export const NO_HEAD: AuditHead = { number: 0, hash: '0'.repeat(64) };

/** Kinds of entries that say of themselves when the head was posted last; both stand in an index of the table. */
export const STARTED = 'audit-started';
export const HEAD_POSTED = 'head-posted';

/** From here on other settings are in force, and approvers heard of those of which number: in another index. */
export const SETTINGS_IN_USE = 'settings-in-use';
export const SETTINGS_TOLD = 'settings-told';

/** SHA-256, hex, of the entry as JSON with sorted keys: an export can be checked with nothing but this. */
export function entryHash(entry: AuditEntry): string {
  const { number, at, kind, actor, subject, requestId, version, planHash, step, code } = entry;
  const { graphRequestIds, texts, previousHash } = entry;
  const said = texts.map(({ people, digest }) => ({ people, digest }));
  const hashed = { number, at, kind, actor, subject, requestId, version, planHash, step, code };
  return sha256(canonicalJson({ ...hashed, graphRequestIds, texts: said, previousHash }));
}

/**
 * Who, in the chain: with the salt it can be checked that this is that person, and without it, once it was erased,
 * nobody can find out, not by trying every object id either.
 */
export function pseudonymOf(salt: string, personId: string): string {
  return sha256(canonicalJson([salt, personId]));
}

/** What stands in the chain for a text that lies beside it. */
export function textDigest(salt: string, text: Json): string {
  return sha256(canonicalJson([salt, text]));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
