import { ConversationState, type Storage } from 'botbuilder';
import { type DialogContext, DialogContextError, DialogSet, type DialogState } from 'botbuilder-dialogs';
import { DirectoryUnavailable } from '../../domain/errors.ts';
import type { Flow } from '../../flow/flow.ts';
import type { Clock } from '../../flow/ports.ts';
import type { AdoptedCards } from '../adopted-cards.ts';
import { isConnectorError } from '../outbound-client.ts';
import { attachTurn, type Turn } from '../turn.ts';
import { createChoicesDialog } from './choices-dialog.ts';
import type { Draft } from './draft.ts';
import { createPersonDialog } from './person-dialog.ts';
import { createRequestDialog, type RequestOptions } from './request-dialog.ts';
import { createReviewDialog } from './review-dialog.ts';

export type Dialogs = ReturnType<typeof createDialogs>;

/** The dialogs of personal chats, and the state that they leave between turns. */
export function createDialogs(given: {
  readonly flow: Flow;
  readonly clock: Clock;
  readonly adopted: AdoptedCards;
  readonly storage: Storage;
}) {
  const { flow, clock, adopted } = given;
  const state = new ConversationState(given.storage);
  const dialogs = new DialogSet(state.createProperty<DialogState>('dialogs'));
  const submitted = state.createProperty<Submitted | null>('submitted');
  const parts = [createPersonDialog(flow), createChoicesDialog(flow, clock), createReviewDialog(flow, adopted)];
  dialogs.add(createRequestDialog(parts, flow));

  return {
    /** Starts asking; what was being asked before is given up, its cards answer as stale. */
    async start(turn: Turn, draft: Draft): Promise<void> {
      await inTurn(turn, async (dc) => {
        await dc.cancelAllDialogs();
        await dc.beginDialog('request', { draft, problem: null } satisfies RequestOptions);
      });
    },
    /** Hands a click or a typed line to what is being asked; false when nothing is. */
    answer(turn: Turn): Promise<boolean> {
      return inTurn(turn, async (dc) => {
        if (dc.activeDialog === undefined) return false;
        const { result } = await dc.continueDialog();
        const requestId = (result as { readonly requestId?: string } | undefined)?.requestId;
        if (requestId !== undefined) await submitted.set(turn.context, { nonce: turn.click?.nonce ?? null, requestId });
        return true;
      });
    },
    /** The request that this very click submitted before: Teams repeats clicks under a new id (reliability.md 0.5). */
    async submittedBy(turn: Turn): Promise<string | null> {
      const last = await submitted.get(turn.context, null);
      const nonce = turn.click?.nonce ?? null;
      return last !== null && nonce !== null && last.nonce === nonce ? last.requestId : null;
    },
    async isActive(turn: Turn): Promise<boolean> {
      return inTurn(turn, async (dc) => dc.activeDialog !== undefined);
    },
    /** Shows again what is being asked, below what was said in between. */
    async ask(turn: Turn): Promise<void> {
      await inTurn(turn, async (dc) => {
        if (dc.activeDialog !== undefined) await dc.repromptDialog();
      });
    },
    /** Gives up what is being asked, whatever state it is in. */
    async drop(turn: Turn): Promise<void> {
      await state.clear(turn.context);
      await state.saveChanges(turn.context, true);
    },
  };

  /**
   * An outage of the directory or of Teams leaves the dialog where it was, so that the same answer can be given again;
   * any other error drops it, since a state that throws once throws every time (teams.md 6.1).
   */
  async function inTurn<Result>(turn: Turn, work: (dc: DialogContext) => Promise<Result>): Promise<Result> {
    attachTurn(turn.context, turn);
    try {
      const result = await work(await dialogs.createContext(turn.context));
      await state.saveChanges(turn.context);
      return result;
    } catch (wrapped) {
      const error = unwrap(wrapped);
      if (!isOutage(error)) await state.delete(turn.context).catch(() => undefined);
      throw error;
    }
  }
}

function isOutage(error: unknown): boolean {
  return error instanceof DirectoryUnavailable || isConnectorError(error);
}

/** Botbuilder wraps whatever a dialog throws, once for every level of the stack. */
function unwrap(thrown: unknown): unknown {
  return thrown instanceof DialogContextError && thrown.error instanceof Error ? unwrap(thrown.error) : thrown;
}

type Submitted = { readonly nonce: string | null; readonly requestId: string };
