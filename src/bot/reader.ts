import type { Conversation, Conversations } from '../flow/ports.ts';
import { type Locale, type Reader, readLocale } from '../locales/translate.ts';
import { clientZone, type IncomingActivity, isPersonal } from './incoming-activity.ts';

export type ReaderDefaults = { readonly locale: Locale; readonly timeZone: string };

/**
 * How this person reads, and where they can be reached from now on. The language they chose wins over the client's, the
 * client's over the default (teams.md 6.3); the zone is the client's. A personal chat is remembered with every turn,
 * because its `serviceUrl` may change; somebody who speaks is reachable again.
 */
export async function rememberReader(
  activity: IncomingActivity,
  conversations: Conversations,
  defaults: ReaderDefaults,
): Promise<{ readonly reader: Reader; readonly conversation: Conversation | null }> {
  const known = await conversations.read(activity.from.aadObjectId);
  const heard = isPersonal(activity) ? heardFrom(activity, known) : known;
  if (heard !== null && !isSame(heard, known)) await conversations.put(heard);
  return { reader: readerOf(heard, defaults), conversation: heard };
}

/** How somebody reads of whom only the stored conversation is known. */
export function readerOf(conversation: Conversation | null, defaults: ReaderDefaults): Reader {
  const chosen = readLocale(conversation?.chosenLocale ?? null);
  const locale = chosen ?? readLocale(conversation?.clientLocale ?? null) ?? defaults.locale;
  return { locale, timeZone: conversation?.timeZone ?? defaults.timeZone };
}

function heardFrom(activity: IncomingActivity, known: Conversation | null): Conversation {
  return {
    personId: activity.from.aadObjectId,
    conversationId: activity.conversation.id,
    serviceUrl: activity.serviceUrl,
    tenantId: activity.conversation.tenantId ?? activity.channelData?.tenant?.id ?? known?.tenantId ?? '',
    channelUserId: activity.from.id,
    clientLocale: activity.locale ?? known?.clientLocale ?? null,
    chosenLocale: known?.chosenLocale ?? null,
    timeZone: clientZone(activity) ?? known?.timeZone ?? null,
    unreachableSince: null,
    welcomed: known?.welcomed ?? false,
  };
}

function isSame(one: Conversation, other: Conversation | null): boolean {
  if (other === null) return false;
  const names = Object.keys(one) as (keyof Conversation)[];
  return names.every((name) => one[name] === other[name]);
}
