import { type BotIdentity, botIdOf } from './identity.ts';
import { type IncomingActivity, readActivity } from './incoming-activity.ts';
import type { Refusal } from './refusals.ts';

export type Guarded =
  | { readonly status: 'passed'; readonly activity: IncomingActivity }
  | { readonly status: 'refused'; readonly reason: Refusal };

const TYPES = ['message', 'invoke', 'conversationUpdate', 'installationUpdate'] as const;
/** Types that Teams sends and that Leaver has no answer to: accepted and left alone. */
const IGNORED_TYPES = [
  'typing',
  'messageReaction',
  'messageUpdate',
  'messageDelete',
  'event',
  'endOfConversation',
] as const;
const INVOKES = ['adaptiveCard/action', 'fileConsent/invoke'] as const;

/**
 * The activity in a body whose token is genuine, or why it is not for us. The connector's token says nothing about
 * tenant, person or bot, so they are compared with the configuration on every turn (reliability.md section 2, item 4,
 * and A6).
 */
export function guardTurn(identity: BotIdentity, body: unknown): Guarded {
  const activity = readActivity(body);
  if (activity === null) return { status: 'refused', reason: 'activity-shape' };
  const reason = refuse(identity, activity);
  return reason === null ? { status: 'passed', activity } : { status: 'refused', reason };
}

/** Answered with 200 and nothing else. */
export function isIgnored(activity: IncomingActivity): boolean {
  return isOneOf(IGNORED_TYPES, activity.type);
}

function refuse(identity: BotIdentity, activity: IncomingActivity): Refusal | null {
  if (activity.channelId !== 'msteams') return 'channel';
  if (activity.recipient.id !== botIdOf(identity)) return 'recipient';
  // Teams says both in what a person does; in the others it leaves out one of them.
  const tenants = [activity.channelData?.tenant?.id, activity.conversation.tenantId];
  const asks = activity.type === 'message' || activity.type === 'invoke';
  if (!tenants.every((tenant) => tenant === identity.tenantId || (tenant === undefined && !asks))) return 'tenant';
  if (tenants.every((tenant) => tenant === undefined)) return 'tenant';
  if (activity.type === 'invoke') return isOneOf(INVOKES, activity.name) ? null : 'invoke-name';
  return isOneOf(TYPES, activity.type) || isIgnored(activity) ? null : 'activity-type';
}

function isOneOf(names: readonly string[], name: string | undefined): boolean {
  return name !== undefined && names.includes(name);
}
