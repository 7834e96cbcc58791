import { randomBytes } from 'node:crypto';
import type { TurnContext } from 'botbuilder';
import { Dialog, type DialogContext, type DialogInstance, type DialogTurnResult } from 'botbuilder-dialogs';
import type { AdaptiveCard, Verb } from '../../cards/adaptive-card.ts';
import { messageCard } from '../../cards/message-card.ts';
import { type Json, type Text, text } from '../../domain/text.ts';
import { translate } from '../../locales/translate.ts';
import { type Turn, turnOf } from '../turn.ts';

/** What the person did with the card: by a button, or by typing the same. */
export type PromptAnswer = {
  readonly verb: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** What `render` asked to be remembered when the card was made. */
  readonly remembered: Json;
};

export type Frame = { readonly nonce: string; readonly problem: Text | null };

export type CardPromptSettings<Shown extends object> = {
  /** The buttons that are for this prompt; `cancel` is always one. */
  readonly verbs: readonly Verb[];
  /** Whether something would be lost by cancelling: then it is asked first. */
  readonly isDraft: boolean;
  render(turn: Turn, shown: Shown, frame: Frame): Promise<Rendered>;
  /** What a typed answer means; null = it means nothing here. */
  read(turn: Turn, shown: Shown, remembered: Json): Promise<Pick<PromptAnswer, 'verb' | 'inputs'> | Text | null>;
};

/** `hasNothing`: nothing was filled in of which anything could come, so that cancelling loses nothing. */
type Rendered = { readonly card: AdaptiveCard; readonly remember?: Json; readonly hasNothing?: boolean };

type State = { shown: object; nonce: string; remembered: Json; hasNothing?: boolean; asksToCancel: boolean };

/**
 * Asks by a card. In a message turn the card is sent; in a click's turn it goes back as the click's answer, so that one
 * card is replaced in place. Accepts the buttons of the card it showed last (by nonce) and typed answers; anything else
 * brings the current card back with the reason. Options: what `render` needs, as plain JSON.
 */
export class CardPrompt<Shown extends object> extends Dialog {
  readonly #settings: CardPromptSettings<Shown>;

  constructor(id: string, settings: CardPromptSettings<Shown>) {
    super(id);
    this.#settings = settings;
  }

  override async beginDialog(dc: DialogContext, options: object = {}): Promise<DialogTurnResult> {
    const nonce = randomBytes(9).toString('base64url');
    const state: State = { shown: options, nonce, remembered: null, asksToCancel: false };
    setState(dc, state);
    return this.#show(turnOf(dc.context), state, null);
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context);
    const state = stateOf(dc);
    const given = turn.click === null ? await this.#typed(turn, state) : this.#clicked(turn, state);
    if (given === null || 'key' in given) return this.#show(turn, state, given ?? text('bot.not-understood'));
    const isDraft = this.#settings.isDraft && state.hasNothing !== true;
    if (given.verb === 'cancel' && isDraft && !state.asksToCancel) return this.#askToCancel(turn, state);
    if (given.verb === 'resume') return this.#show(turn, state, null);
    return dc.endDialog({ ...given, remembered: state.remembered } satisfies PromptAnswer);
  }

  override async repromptDialog(context: TurnContext, instance: DialogInstance): Promise<void> {
    await this.#show(turnOf(context), instance.state as State, null);
  }

  #clicked(turn: Turn, state: State): Pick<PromptAnswer, 'verb' | 'inputs'> | Text {
    const { click } = turn;
    if (click === null) return text('bot.not-understood');
    if (click.isTyped !== true && click.nonce !== state.nonce) return text('bot.stale-click');
    const verbs: readonly string[] = [...this.#settings.verbs, 'cancel', 'resume'];
    return verbs.includes(click.verb) ? { verb: click.verb, inputs: click.inputs } : text('bot.not-here');
  }

  async #typed(turn: Turn, state: State): Promise<Pick<PromptAnswer, 'verb' | 'inputs'> | Text | null> {
    if (state.asksToCancel && isYes(turn.text)) return { verb: 'cancel', inputs: {} };
    if (state.asksToCancel && isNo(turn.text)) return { verb: 'resume', inputs: {} };
    const pressed = this.#settings.verbs.find((verb) => isTitle(turn, verb));
    if (pressed !== undefined) return { verb: pressed, inputs: {} };
    return this.#settings.read(turn, state.shown as Shown, state.remembered);
  }

  async #show(turn: Turn, state: State, reason: Text | null): Promise<DialogTurnResult> {
    const shown = state.shown as Shown;
    const problem = reason ?? (shown as { readonly problem?: Text | null }).problem ?? null;
    const frame = { nonce: state.nonce, problem };
    const { card, remember = null, hasNothing = false } = await this.#settings.render(turn, shown, frame);
    state.asksToCancel = false;
    state.hasNothing = hasNothing;
    state.remembered = remember;
    await turn.show(card);
    return Dialog.EndOfTurn;
  }

  async #askToCancel(turn: Turn, state: State): Promise<DialogTurnResult> {
    state.asksToCancel = true;
    const { nonce } = state;
    const buttons = [
      { verb: 'cancel', title: text('bot.cancel.yes'), nonce },
      { verb: 'resume', title: text('bot.cancel.no'), nonce },
    ] as const;
    const question = { title: text('bot.cancel.title'), sentences: [text('bot.cancel.question')], buttons };
    await turn.show(messageCard(question, turn.reader));
    return Dialog.EndOfTurn;
  }
}

/** Whether the words on a button were typed. */
function isTitle({ text: typed, reader }: Turn, verb: Verb): boolean {
  return typed.toLowerCase() === translate(text(`card.verb.${verb}`), reader).toLowerCase();
}

export function isYes(typed: string): boolean {
  return /^(yes|y|ja|j|ok|oké)$/i.test(typed.trim());
}

function isNo(typed: string): boolean {
  return /^(no|n|nee|verder)$/i.test(typed.trim());
}

function stateOf(dc: DialogContext): State {
  return dc.activeDialog?.state as State;
}

function setState(dc: DialogContext, state: State): void {
  if (dc.activeDialog !== undefined) dc.activeDialog.state = state;
}
