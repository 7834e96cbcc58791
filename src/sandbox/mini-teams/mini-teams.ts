import { openChat } from './mini-teams-chat.ts';
import { type Fault, type Message, type Persona, startConnector } from './mini-teams-connector.ts';
import type { InvokeAnswer } from './mini-teams-invoke.ts';

export type { Fault, InvokeAnswer, Message, Persona };

export type MiniTeams = Awaited<ReturnType<typeof startMiniTeams>>;
export type Chat = ReturnType<MiniTeams['as']>;

/**
 * A loopback Teams: the connector that a bot answers to (teams.md 4.4), and clients of any person, language and zone.
 * It applies updates in place, refuses what a client refuses, and checks every invoke answer: HTTP 200 with
 * a card or a non-empty message. `endpoint` is the bot's `/api/messages`; set it again after a restart of the bot.
 */
export async function startMiniTeams(settings: {
  endpoint?: string;
  readonly tenantId: string;
  readonly botId: string;
  readonly botName?: string;
  /** A word that a click may be answered with in time, after which the answer itself follows: it is waited for then. */
  readonly isComing?: (answer: string) => boolean;
}) {
  const connector = await startConnector();
  const { messages, serviceUrl, lines, calls } = connector;
  const bot = { id: settings.botId, name: settings.botName ?? 'Leaver', tenantId: settings.tenantId };
  const isComing = (answer: string) => settings.isComing?.(answer) === true;

  async function send(activity: Record<string, unknown>) {
    if (settings.endpoint === undefined) throw new Error('MiniTeams has no bot: set endpoint');
    const began = Date.now();
    const response = await fetch(settings.endpoint, {
      method: 'POST',
      // One that is kept open may be closed by a busy bot in the moment in which it is used again.
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify(activity),
    });
    const body = await response.text();
    return { status: response.status, body, milliseconds: Date.now() - began };
  }

  function transcript(): string {
    return lines.join('\n');
  }

  return {
    serviceUrl,
    /** Calls of the bot to the connector, oldest first. */
    calls,
    messages,
    /** The client of one person in one conversation: their personal chat unless told otherwise. */
    as: (persona: Persona, options?: Parameters<typeof openChat>[2]) =>
      openChat({ connector, bot, send, isComing }, persona, options),
    send,
    transcript,
    connect(endpoint: string) {
      settings.endpoint = endpoint;
    },
    /** The next `times` matching calls fail in this way. */
    fault: connector.fault,
    clearFaults: connector.clearFaults,
    lastActivity: connector.lastActivity,
    /** Somebody deletes the message in the client: a later update of it answers 404. */
    forget(id: string) {
      for (const message of messages) if (message.id === id) message.deleted = true;
    },
    stop: connector.stop,
  };
}
