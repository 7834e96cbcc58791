import { z } from 'zod';
import { type AdReading, ON_PREMISES_KINDS } from '../../domain/ad-account.ts';
import type { Json, Text } from '../../domain/text.ts';
import type { TextKey } from '../../domain/text-key.ts';
import type { ConnectorCall } from '../../flow/ports.ts';
import type { AdOrder, AdPerformed, AdRead } from './way.ts';

/** What a connector answered, or null when it is not in the form of the port: nothing unknown, nothing too long. */
export function readAdRead(answer: unknown, canSay: (note: Text) => boolean = () => true): AdRead | null {
  return accepted(AD_READ.safeParse(answer).data, canSay);
}

export function readAdPerformed(answer: unknown, canSay: (note: Text) => boolean = () => true): AdPerformed | null {
  return accepted(AD_PERFORMED.safeParse(answer).data, canSay);
}

/**
 * For the bot's door: the answer to a call as it may be stored, else null. `canSay` knows the sentences there are: a
 * stolen key puts no sentence of its own on a card.
 */
export function resultReader(canSay: (note: Text) => boolean): (call: ConnectorCall, answer: unknown) => Json | null {
  return (call, answer) => (call === 'read' ? readAdRead(answer, canSay) : readAdPerformed(answer, canSay));
}

/** An order as a connector takes it, or null: unknown kinds and fields may mean what it would not do. */
export function readAdOrder(order: unknown): AdOrder | null {
  return AD_ORDER.safeParse(order).data ?? null;
}

function accepted<Answer extends AdRead | AdPerformed>(
  answer: Answer | undefined,
  canSay: (note: Text) => boolean,
): Answer | null {
  if (answer === undefined) return null;
  return 'note' in answer && answer.note !== undefined && !canSay(answer.note) ? null : answer;
}

const LONGEST_NAME = 4096;
const name = z.string().max(LONGEST_NAME);
const LONGEST_VALUE = 32_768;
const MOST_GROUPS = 2_000;

/** Shape only: whether it is a sentence that exists is for `canSay`. */
const SAID_BY_WAYS = /^on-premises\.(((refused|unreachable|connector)\.[a-z-]{1,60})|groups-[a-z-]{1,40})$/;

const NOTE: z.ZodType<Text> = z.strictObject({
  // What a way says; not the sentences that the lane puts together from others.
  key: z.custom<TextKey>((key) => typeof key === 'string' && SAID_BY_WAYS.test(key)),
  values: z
    .record(z.string().regex(/^[a-z][A-Za-z]{0,30}$/), z.union([z.string().max(LONGEST_VALUE), z.number()]))
    .exactOptional(),
});

/** It stands on cards: a host name, and nothing else. */
const HOST = z.string().regex(/^[\w.:[\]-]{1,255}$/);

const READING: z.ZodType<AdReading> = z.strictObject({
  found: z.enum(['active', 'deleted', 'missing']),
  server: HOST,
  disabled: z.boolean().nullable(),
  isProtected: z.boolean(),
  distinguishedName: name.nullable(),
  groups: z.array(name).max(MOST_GROUPS),
  hidden: z.boolean().nullable(),
  passwordSetAt: z.iso.datetime().nullable(),
  mailNickname: name.nullable(),
  attributes: z.record(
    z.string().regex(/^[A-Za-z][\w-]{0,80}(;binary)?$/),
    z.array(z.string().max(LONGEST_VALUE)).max(MOST_GROUPS),
  ),
});

const REFUSED = z.strictObject({ status: z.literal('refused'), note: NOTE });
const UNREACHABLE = z.strictObject({ status: z.literal('unreachable'), note: NOTE });

const LEFT = z
  .array(
    z.strictObject({
      kind: z.enum(['group', 'attribute', 'password']),
      id: z.union([name, z.literal('')]),
      why: z.enum(['forbidden', 'refused', 'gone', 'administrative', 'replaced']),
    }),
  )
  .max(MOST_GROUPS)
  .exactOptional();

const AD_READ = z.union([
  z.strictObject({
    status: z.literal('read'),
    reading: READING,
    atSyncServer: READING.nullable(),
    silentSyncServer: HOST.exactOptional(),
  }),
  REFUSED,
  UNREACHABLE,
]) satisfies z.ZodType<AdRead>;

const AD_PERFORMED = z.union([
  // Connectors of before say what is left in a sentence: what can be read of it is read (`adGaps`).
  z
    .strictObject({ status: z.literal('done'), reading: READING, left: LEFT, note: z.unknown().optional() })
    .transform(({ note: _, ...done }) => done),
  z.strictObject({ status: z.literal('ambiguous') }),
  REFUSED.extend({ left: LEFT }),
  UNREACHABLE,
]) satisfies z.ZodType<AdPerformed>;

const AD_ORDER = z.strictObject({
  stepId: z.string().max(128),
  kind: z.enum(ON_PREMISES_KINDS),
  target: z.strictObject({
    securityIdentifier: name,
    immutableId: name,
    distinguishedName: name,
    samAccountName: name,
    domainName: name,
    userPrincipalName: name,
    lastSync: name.nullable(),
    places: z.array(name).max(100),
  }),
  parameters: z.record(z.string(), z.json()),
  server: z.string().max(255).nullable(),
}) satisfies z.ZodType<AdOrder>;
