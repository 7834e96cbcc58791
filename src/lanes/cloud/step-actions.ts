import type { User } from '@microsoft/microsoft-graph-types';
import { DirectoryUnavailable } from '../../domain/errors.ts';
import { type GoneThing, goneEvidence } from '../../domain/gone.ts';
import { type Json, type Text, text } from '../../domain/text.ts';
import type { Clock, PerformContext, Performed, StepContext, StepLane, Verified } from '../../flow/ports.ts';
import { type Ambiguous, field, type GraphWrite, type Refused } from './graph-answer.ts';
import type { GraphClient, WriteOptions } from './graph-client.ts';
import { meaningOf } from './graph-errors.ts';
import { at } from './graph-path.ts';

/** One kind of step in this lane: look before acting, act once, read back. */
export type StepActions = Pick<StepLane, 'look' | 'perform' | 'verify'>;

export type StepTools = {
  readonly graph: GraphClient;
  readonly clock: Clock;
  /** Real seconds after which a read shows a write: Graph reads lag (reliability.md 0.7). */
  readonly settleSeconds: number;
  /** What writers get when the requester gave no text of their own; plain text. */
  readonly autoReplyText: string;
};

/**
 * The person as the directory has them now; null when it has no active object of that id. Throws
 * `DirectoryUnavailable`.
 */
export async function readNow({ graph }: Pick<StepTools, 'graph'>, id: string, fields: string): Promise<User | null> {
  const answer = await graph.read<User>(at`/users/${id}`, { query: { $select: fields } });
  if (answer.outcome === 'ok') return answer.body;
  if (answer.status === 404) return null;
  throw new DirectoryUnavailable(`Microsoft Graph refused to read a person (${answer.status})`);
}

/** When the person was deleted (ISO 8601, UTC), while they are in the deleted items; null otherwise. */
export async function readDeleted({ graph }: StepTools, id: string): Promise<User | null> {
  const answer = await graph.read<User>(at`/directory/deletedItems/${id}`, { query: { $select: DELETED_FIELDS } });
  if (answer.outcome === 'ok') return answer.body;
  if (answer.status === 404) return null;
  throw new DirectoryUnavailable(`Microsoft Graph refused to read the deleted people (${answer.status})`);
}

const DELETED_FIELDS = 'id,userPrincipalName,deletedDateTime,onPremisesSyncEnabled';

/**
 * How a change of this step is sent: under its id, and only while the step may go on, asked anew before each sending.
 */
export function sending({ step, mayGoOn }: Pick<PerformContext, 'step' | 'mayGoOn'>): WriteOptions {
  return { stepId: step.id, mayBeSent: mayGoOn };
}

/**
 * The ending of a single write: 2xx with this evidence, a refusal in words, a lost answer to be read back, or none was
 * sent.
 */
export function performedBy(
  tools: StepTools,
  write: GraphWrite,
  evidence: { readonly [key: string]: Json } = {},
): Performed {
  switch (write.outcome) {
    case 'ok':
      return accepted(tools, {
        ...evidence,
        status: write.status,
        ...(write.requestId === undefined ? {} : { requestId: write.requestId }),
      });
    case 'ambiguous':
      return ambiguous(tools, write.retryAfter, write.why);
    case 'refused':
      return { status: 'refused', note: refusalNote(write) };
    case 'held':
      return { status: 'held' };
  }
}

export function accepted(
  { clock }: StepTools,
  evidence: { readonly [key: string]: Json },
  more: Pick<Extract<Performed, { status: 'accepted' }>, 'gaps'> = {},
): Performed {
  return { status: 'accepted', evidence: { ...evidence, at: clock.now().toISOString() }, ...more };
}

/** Read after settle time, or after what Graph asked for where that is longer. */
export function ambiguous(
  { settleSeconds }: StepTools,
  retryAfter: number | null = null,
  why: Ambiguous['why'] | null = null,
): Performed {
  const seconds = Math.max(settleSeconds, retryAfter ?? 0);
  return { status: 'ambiguous', seconds, ...(typeof why === 'number' ? { answered: why } : {}) };
}

/** What a refusal means, in words for people; Microsoft's own words never get there. */
export function refusalNote(refused: Refused): Text {
  const meaning = meaningOf(refused);
  return meaning === 'other'
    ? text('graph.refused.other', { status: refused.status, code: refused.codes[0] ?? '–' })
    : text(`graph.refused.${meaning}`);
}

/** The ending of a look that did not find what the step was done to. */
export function goneAt(
  { clock }: Pick<StepTools, 'clock'>,
  { evidence }: StepContext['step'],
  what: GoneThing,
): Extract<Verified, { status: 'gone' }> {
  return { status: 'gone', evidence: goneEvidence(evidence, what, clock.now().toISOString()) };
}

/**
 * Whether a value read back is of this attempt: not before its intent (Graph's stamps have whole seconds), or newer
 * than what was there.
 */
export function isSince({ step }: StepContext, stamp: string | null | undefined, before: unknown): boolean {
  if (!stamp) return false;
  const at = Date.parse(stamp);
  const intended = step.intendedAt === null ? Number.POSITIVE_INFINITY : Date.parse(step.intendedAt);
  return at >= Math.floor(intended / 1000) * 1000 || (typeof before === 'string' && at > Date.parse(before));
}

/** A text field of stored JSON (snapshot, parameters); null when absent. */
export function textIn(stored: Json, name: string): string | null {
  const value = field(stored, name);
  return typeof value === 'string' ? value : null;
}

/** Stored JSON as an object; an empty one when it is something else. */
export function objectIn(stored: Json): { readonly [key: string]: Json } {
  return typeof stored === 'object' && stored !== null && !Array.isArray(stored)
    ? (stored as { readonly [key: string]: Json })
    : {};
}

/** Stored JSON without one of its fields. */
export function without(stored: Json, name: string): Json {
  if (stored === null) return null;
  const { [name]: _, ...rest } = objectIn(stored);
  return rest;
}

/** The objects of a list field of stored JSON. */
export function rowsIn(stored: Json, name: string): readonly Json[] {
  const value = field(stored, name);
  return Array.isArray(value) ? (value as Json[]) : [];
}
