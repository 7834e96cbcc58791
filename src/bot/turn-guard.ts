import { type BotIdentity, botIdOf } from './identity.ts';
import type { IncomingActivity } from './incoming-activity.ts';

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
const INVOKES = ['adaptiveCard/action', 'application/search', 'fileConsent/invoke'] as const;

/**
 * Null, or why this activity is not for us. The connector's token says nothing about tenant, person or bot, so they are
 * compared with the configuration on every turn (reliability.md section 2, item 4, and A6).
 */
export function guardTurn(identity: BotIdentity, activity: IncomingActivity): string | null {
  if (activity.channelId !== 'msteams') return 'channel';
  if (activity.recipient.id !== botIdOf(identity)) return 'recipient';
  const tenants = [activity.channelData?.tenant?.id, activity.conversation.tenantId];
  const asks = activity.type === 'message' || activity.type === 'invoke';
  if (!tenants.every((tenant) => tenant === identity.tenantId || (tenant === undefined && !asks))) return 'tenant';
  if (tenants.every((tenant) => tenant === undefined)) return 'tenant';
  if (activity.type === 'invoke') return isOneOf(INVOKES, activity.name) ? null : 'invoke-name';
  return isOneOf(TYPES, activity.type) || isIgnored(activity) ? null : 'activity-type';
}

/** Answered with 200 and nothing else. */
export function isIgnored(activity: IncomingActivity): boolean {
  return isOneOf(IGNORED_TYPES, activity.type);
}

function isOneOf(names: readonly string[], name: string | undefined): boolean {
  return name !== undefined && names.includes(name);
}
