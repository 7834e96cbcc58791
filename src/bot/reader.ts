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
  if (heard !== null && known === null) await conversations.put(heard);
  if (heard !== null && known !== null) await keep(heard, known, conversations);
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

/** Only what is new: the rest may have been changed by another turn since it was read. */
async function keep(heard: Conversation, known: Conversation, conversations: Conversations): Promise<void> {
  const names = Object.keys(heard) as (keyof Conversation)[];
  const changes = names.filter((name) => heard[name] !== known[name]).map((name) => [name, heard[name]] as const);
  if (changes.length > 0) await conversations.patch(heard.personId, Object.fromEntries(changes));
}
