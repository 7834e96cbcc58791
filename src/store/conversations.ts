import type { Selectable, Updateable } from 'kysely';
import type { Conversation, Conversations } from '../flow/ports.ts';
import type { Database } from './database.ts';
import { type ConversationsTable, optionalInstant } from './tables.ts';

/** Where people can be reached, one personal chat each. */
export function createConversations(database: Database): Conversations {
  return {
    async read(personId) {
      const row = await database
        .executor()
        .selectFrom('conversations')
        .selectAll()
        .where('person_id', '=', personId)
        .executeTakeFirst();
      return row === undefined ? null : toConversation(row);
    },

    async put(conversation) {
      const { person_id, ...rest } = toRow(conversation);
      await database
        .executor()
        .insertInto('conversations')
        .values({ person_id, ...rest })
        .onConflict((conflict) => conflict.column('person_id').doUpdateSet(rest))
        .execute();
    },

    async patch(personId, changes) {
      const columns = Object.entries(changes).map(([name, value]) => [COLUMNS[name as keyof Changes], value]);
      if (columns.length === 0) return;
      await database
        .executor()
        .updateTable('conversations')
        .set(Object.fromEntries(columns) as Updateable<ConversationsTable>)
        .where('person_id', '=', personId)
        .execute();
    },
  };
}

type Changes = Parameters<Conversations['patch']>[1];

const COLUMNS = {
  conversationId: 'conversation_id',
  serviceUrl: 'service_url',
  tenantId: 'tenant_id',
  channelUserId: 'channel_user_id',
  clientLocale: 'client_locale',
  chosenLocale: 'chosen_locale',
  timeZone: 'time_zone',
  unreachableSince: 'unreachable_since',
  welcomed: 'welcomed',
} as const satisfies Readonly<Record<keyof Required<Changes>, keyof ConversationsTable>>;

function toRow(conversation: Conversation) {
  return {
    person_id: conversation.personId,
    conversation_id: conversation.conversationId,
    service_url: conversation.serviceUrl,
    tenant_id: conversation.tenantId,
    channel_user_id: conversation.channelUserId,
    client_locale: conversation.clientLocale,
    chosen_locale: conversation.chosenLocale,
    time_zone: conversation.timeZone,
    unreachable_since: conversation.unreachableSince,
    welcomed: conversation.welcomed,
  };
}

function toConversation(row: Selectable<ConversationsTable>): Conversation {
  return {
    personId: row.person_id,
    conversationId: row.conversation_id,
    serviceUrl: row.service_url,
    tenantId: row.tenant_id,
    channelUserId: row.channel_user_id,
    clientLocale: row.client_locale,
    chosenLocale: row.chosen_locale,
    timeZone: row.time_zone,
    unreachableSince: optionalInstant(row.unreachable_since),
    welcomed: row.welcomed,
  };
}
