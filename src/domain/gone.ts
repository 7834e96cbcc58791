import { jsonField } from './json-field.ts';
import type { StepRecord } from './outcome.ts';
import { BRINGS_IN, KEEPS_OUT } from './sign-in-kinds.ts';
import type { StepKind } from './step.ts';
import { type Json, type Text, text } from './text.ts';

export const GONE_THINGS = ['account', 'mailbox', 'drive'] as const;
/** What an effect was on, and went with. */
export type GoneThing = (typeof GONE_THINGS)[number];

/** What a look writes down that did not find the thing any more; what was known of the step stays. */
export function goneEvidence(known: Json, what: GoneThing, read: string): Json {
  return { ...withoutSync(known), gone: what, read };
}

/** Milliseconds of tenant time after which a second look that does not find it is believed. */
export const GONE_AGAIN_AFTER = 30_000;

/** What was known, and when one look (ISO UTC) did not find what the effect was on. */
export function withGoneOnce(known: Json, at: string): Json {
  return { ...fieldsOf(known), goneOnce: at };
}

/** When one look did not find it and no other has looked since, ISO UTC; null = none. */
export function goneOnceAt({ state, evidence }: Pick<StepRecord, 'state' | 'evidence'>): string | null {
  const once = jsonField(evidence, 'goneOnce');
  return state !== 'gone' && typeof once === 'string' ? once : null;
}

/** What was known, once it is found there after all, and when that was read. */
export function foundAfterAll(known: Json, read: string): Json {
  const { gone: _, goneOnce: __, ...rest } = withoutSync(known);
  return { ...rest, read };
}

/**
 * The last directory sync was read at the hour of then: beside another hour it would be an old one that was seen just
 * now.
 */
function withoutSync(known: Json): { readonly [key: string]: Json } {
  const { tenantLastSync: _, ...rest } = fieldsOf(known);
  return rest;
}

function fieldsOf(known: Json): { readonly [key: string]: Json } {
  if (typeof known !== 'object' || known === null || Array.isArray(known)) return {};
  return known as { readonly [key: string]: Json };
}

/** What went, and when that was found (ISO UTC); null = nothing did. */
export function goneOf({ state, evidence }: Pick<StepRecord, 'state' | 'evidence'>) {
  const [what, at] = [jsonField(evidence, 'gone'), jsonField(evidence, 'read')];
  const known = GONE_THINGS.find((thing) => thing === what);
  return state !== 'gone' || known === undefined || typeof at !== 'string' ? null : { what: known, at };
}

/** Whether the account itself was found deleted: by the block, or by what decides whether somebody can sign in. */
export function isAccountGone(steps: readonly Pick<StepRecord, 'kind' | 'state' | 'evidence'>[]): boolean {
  return steps.some(showsAccountGone);
}

/** When that was found first, ISO UTC; null = it was not, or nobody knows when. */
export function accountGoneAt(steps: readonly Pick<StepRecord, 'kind' | 'state' | 'evidence'>[]): string | null {
  const read = steps.filter(showsAccountGone).map(({ evidence }) => jsonField(evidence, 'read'));
  return read.filter((at) => typeof at === 'string').toSorted()[0] ?? null;
}

function showsAccountGone(step: Pick<StepRecord, 'kind' | 'state' | 'evidence'>): boolean {
  const decides = KEEPS_OUT.includes(step.kind) || BRINGS_IN.includes(step.kind);
  return isBlockOfDeleted(step) || (decides && goneOf(step)?.what === 'account');
}

/** A deletion takes what was given away with it; what was taken is away all the same. */
export function goesWithIt(kind: StepKind): boolean {
  return GIVEN.includes(kind);
}

const GIVEN: readonly StepKind[] = [
  'enable-account',
  'rejoin-groups',
  'restore-account',
  'return-licences',
  'set-auto-reply',
  'share-onedrive',
  'stop-auto-reply',
  'unblock-sign-in',
];

/** What a step says of it; of one in AD DS that the account may be there yet, out of directory sync. */
export function goneNote({ lane }: Pick<StepRecord, 'lane'>, what: GoneThing, at: string): Text {
  const isInAd = what === 'account' && lane === 'on-premises';
  return text(isInAd ? 'flow.gone.account-in-ad' : `flow.gone.${what}`, { at: { instant: at } });
}

/** Whether a look found the account deleted: then nobody has sessions there to end. */
export function isOfDeleted(evidence: Json): boolean {
  const found = jsonField(evidence, 'found');
  return found === 'soft-deleted' || found === 'gone';
}

/**
 * Nobody signs in to a deleted account: a block holds, and that is why. Null = the account is there, as far as was
 * read.
 */
export function blockedByDeletion(step: StepRecord): Text | null {
  const at = jsonField(step.evidence, 'read');
  return isBlockOfDeleted(step) && typeof at === 'string' ? text('flow.gone.blocked', { at: { instant: at } }) : null;
}

function isBlockOfDeleted({ kind, state, evidence }: Pick<StepRecord, 'kind' | 'state' | 'evidence'>): boolean {
  return kind === 'block-sign-in' && ['verified', 'accepted', 'skipped'].includes(state) && isOfDeleted(evidence);
}
