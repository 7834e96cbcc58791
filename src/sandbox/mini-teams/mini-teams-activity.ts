import { randomUUID } from 'node:crypto';
import { type Persona, userIdOf } from './mini-teams-connector.ts';

export type Conversation = { readonly id: string; readonly type: 'personal' | 'groupChat' | 'channel' };

export type BotAccount = { readonly id: string; readonly name: string; readonly tenantId: string };

type Client = {
  readonly persona: Persona;
  readonly conversation: Conversation;
  readonly timeZone: string;
  readonly locale: string;
  readonly serviceUrl: string;
  readonly bot: BotAccount;
};

/** An activity as Teams sends it from this client. */
export function activityFrom(client: Client, more: Record<string, unknown>): Record<string, unknown> {
  const { persona, conversation, timeZone, locale, serviceUrl, bot } = client;
  return {
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    localTimezone: timeZone,
    serviceUrl,
    channelId: 'msteams',
    from: { id: userIdOf(persona), name: persona.name, aadObjectId: persona.id },
    conversation: {
      id: conversation.id,
      conversationType: conversation.type,
      tenantId: bot.tenantId,
      ...(conversation.type === 'personal' ? {} : { isGroup: true }),
    },
    recipient: { id: bot.id, name: bot.name },
    locale,
    entities: [{ type: 'clientInfo', locale, country: locale.slice(-2), platform: 'Web', timezone: timeZone }],
    channelData: { tenant: { id: bot.tenantId } },
    ...more,
  };
}
