import { z } from 'zod';

const id = z.string().min(1).max(512);
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The part of an activity that Leaver reads; everything else is dropped at the door. */
const activitySchema = z.object({
  type: z.string().max(64),
  id: id.optional(),
  name: z.string().max(128).optional(),
  action: z.string().max(64).optional(),
  channelId: z.string().max(64),
  serviceUrl: z.string().max(512),
  from: z.object({ id, name: z.string().max(1024).optional(), aadObjectId: z.string().regex(GUID) }),
  recipient: z.object({ id, name: z.string().max(1024).optional() }),
  conversation: z.object({
    id,
    conversationType: z.string().max(64).optional(),
    isGroup: z.boolean().optional(),
    tenantId: z.string().max(64).optional(),
  }),
  channelData: z.object({ tenant: z.object({ id: z.string().max(64) }).optional() }).optional(),
  text: z.string().optional(),
  value: z.unknown().optional(),
  replyToId: id.optional(),
  locale: z.string().max(64).optional(),
  localTimezone: z.string().max(128).optional(),
  entities: z
    .array(z.looseObject({ type: z.string() }))
    .max(200)
    .optional(),
  membersAdded: z.array(z.object({ id })).max(1000).optional(),
});

export type IncomingActivity = z.infer<typeof activitySchema>;

/**
 * The activity in a request body, or null when it is not one that Leaver can answer. Object ids come out in lower case.
 */
export function readActivity(body: unknown): IncomingActivity | null {
  const parsed = activitySchema.safeParse(body);
  if (!parsed.success) return null;
  const { from } = parsed.data;
  return { ...parsed.data, from: { ...from, aadObjectId: from.aadObjectId.toLowerCase() } };
}

/** A chat of one person with the bot; everything else is a group, where nothing about a person is shown. */
export function isPersonal(activity: IncomingActivity): boolean {
  const { conversationType, isGroup } = activity.conversation;
  return conversationType === undefined ? isGroup !== true : conversationType === 'personal';
}

/** The IANA zone that the client says, where the runtime knows it. */
export function clientZone(activity: Pick<IncomingActivity, 'entities' | 'localTimezone'>): string | null {
  const info = activity.entities?.find((entity) => entity.type === 'clientInfo');
  const zone = typeof info?.timezone === 'string' ? info.timezone : activity.localTimezone;
  return zone !== undefined && isZone(zone) ? zone : null;
}

export function isGuid(value: string): boolean {
  return GUID.test(value);
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone !== '';
  } catch {
    return false;
  }
}
