import type { Flow } from '../flow/flow.ts';
import type { Clock, Conversations, DialogStates, Messenger } from '../flow/ports.ts';
import { createAdapter } from './adapter.ts';
import { createAdoptedCards } from './adopted-cards.ts';
import { createBot } from './bot.ts';
import { createCardPace } from './card-pace.ts';
import { createCardSeal } from './card-seal.ts';
import { createDialogStorage } from './dialog-storage.ts';
import { createDialogs } from './dialogs/dialogs.ts';
import { createDoneInTurn } from './done-in-turn.ts';
import type { Arrived } from './gate.ts';
import type { HttpAnswer } from './http-listener.ts';
import { type BotIdentity, botIdOf } from './identity.ts';
import type { BotLog } from './log.ts';
import { createMessenger } from './messenger.ts';
import type { PersonLimits } from './person-limit.ts';
import type { ReaderDefaults } from './reader.ts';
import { createRouter } from './router.ts';
import type { FileWay } from './runbook-file.ts';
import { uploadFile } from './upload-file.ts';

export type TeamsSettings = {
  readonly identity: BotIdentity;
  readonly conversations: Conversations;
  readonly dialogStates: DialogStates;
  /** Tenant time. */
  readonly clock: Clock;
  readonly defaults: ReaderDefaults;
  /** Connector through which a chat with somebody who never spoke is opened; null = not reachable that way. */
  readonly serviceUrlFor: (personId: string) => string | null;
  /** What the buttons about requests are sealed with; the same for every replica. */
  readonly cardKey: string;
  readonly log: BotLog;
  /** Real milliseconds until a click is answered with "working on it" (2,500). */
  readonly deadline?: number;
  /** How scripts are given: as files in Teams; as messages where there are only loopback clients. */
  readonly fileWay?: FileWay;
  /** Puts a file where Teams said; {@link uploadFile} unless told otherwise. */
  readonly upload?: typeof uploadFile;
  /** What one person gets in ten seconds. */
  readonly limits?: PersonLimits;
  /** Real milliseconds between two updates of one card (2,000: teams.md 1.7). */
  readonly pace?: number;
};

export type Teams = {
  /** For the flow's ports. */
  readonly messenger: Messenger;
  /** For the server, once there is a flow: the flow needs the messenger, the bot needs the flow. */
  answerWith(flow: Flow): (arrived: Arrived, authorization: string) => Promise<HttpAnswer>;
};

/** Teams in and out, over one adapter. */
export function createTeams(settings: TeamsSettings): Teams {
  const { identity, conversations, clock, defaults, log, deadline, limits } = settings;
  const adapter = createAdapter(identity);
  const adopted = createAdoptedCards();
  const pace = createCardPace(settings.pace ?? 2_000);
  const { serviceUrlFor, upload = uploadFile } = settings;
  const fileWay = settings.fileWay ?? (identity.mode === 'local' ? 'message' : 'consent');
  const seal = createCardSeal(settings.cardKey);
  const out = { identity, adapter, conversations, adopted, defaults, serviceUrlFor, pace, seal, log };
  return {
    messenger: createMessenger(out),
    answerWith(given) {
      const done = createDoneInTurn();
      const flow = done.watch(given);
      const storage = createDialogStorage(settings.dialogStates, log);
      const dialogs = createDialogs({ flow, clock, adopted, storage });
      const botId = botIdOf(identity);
      const router = createRouter({ flow, clock, conversations, dialogs, botId, fileWay, upload, log });
      const cardShown = flow.cardShown;
      const bot = { identity, adapter, conversations, router, defaults, pace, seal, done, cardShown, log };
      return createBot({
        ...bot,
        ...(deadline === undefined ? {} : { deadline }),
        ...(limits === undefined ? {} : { limits }),
      });
    },
  };
}
