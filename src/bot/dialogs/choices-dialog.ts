import { ComponentDialog, type Dialog, WaterfallDialog, type WaterfallStepContext } from 'botbuilder-dialogs';
import { choicesCard } from '../../cards/choices-card.ts';
import { clockCard } from '../../cards/clock-card.ts';
import { type FormValues, formValues } from '../../cards/form-values.ts';
import { messageCard } from '../../cards/message-card.ts';
import { shownInputs } from '../../cards/shown-inputs.ts';
import type { Choices } from '../../domain/choices.ts';
import { type Text, text } from '../../domain/text.ts';
import { dayIn } from '../../domain/when.ts';
import type { Flow } from '../../flow/flow.ts';
import type { Clock } from '../../flow/ports.ts';
import { type Turn, turnOf } from '../turn.ts';
import { CardPrompt, type PromptAnswer } from './card-prompt.ts';
import type { Draft, PartResult } from './draft.ts';
import { readChoices } from './read-choices.ts';
import { type ClockQuestion, readTypedWhen, readWhen } from './read-when.ts';
import { readTypedChoices } from './typed-choices.ts';

export type ChoicesOptions = {
  readonly draft: Draft;
  readonly problems: readonly Text[];
  /** An hour that has to be asked about before the form is complete. */
  readonly clock: ClockQuestion | null;
};

type Step = WaterfallStepContext<ChoicesOptions>;
export type ChoicesFlow = Pick<
  Flow,
  'proposeChoices' | 'whyNotComeBackAs' | 'directReports' | 'offeredSuccessors' | 'findSuccessors' | 'scheduleDays'
>;

/** Gathers when, why and what; loops until the form can be read. Everything typed stays in it. */
export function createChoicesDialog(flow: ChoicesFlow, clock: Clock): Dialog {
  const dialog = new ComponentDialog('choices');
  dialog.addDialog(new WaterfallDialog<ChoicesOptions>('choices-steps', [ask, take]));
  dialog.addDialog(choicesPrompt(flow, clock));
  dialog.addDialog(clockPrompt());
  return dialog;

  async function ask(step: Step) {
    const settled = await nothingToChoose(step);
    if (settled !== null) return end(step, settled);
    return step.beginDialog(step.options.clock === null ? 'choices-card' : 'clock-card', step.options);
  }

  /** A restore without a conflict has no choices: an empty form would only be one more click. */
  async function nothingToChoose(step: Step): Promise<PartResult | null> {
    const { draft } = step.options;
    if (draft.kind !== 'restore-user' || draft.proposed !== null || draft.targetUserId === null) return null;
    const proposed = await flow.proposeChoices(turnOf(step.context).actorId, draft.kind, draft.targetUserId);
    if ('refused' in proposed || shownInputs(draft.kind, proposed.facts).length > 0) return null;
    return { outcome: 'done', draft: { ...draft, proposed: proposed.choices, choices: proposed.choices } };
  }

  async function take(step: Step) {
    const answer: PromptAnswer = step.result;
    const { clock: question } = step.options;
    const draft = changedDraft(step.options.draft, answer);
    if (answer.verb === 'cancel') return end(step, { outcome: 'cancelled' });
    if (answer.verb === 'back') return question === null ? end(step, back(draft, null)) : again(step, draft, []);
    const meant = question?.instants.find((instant) => instant === answer.inputs.hour) ?? null;
    return answer.verb === 'change' ? again(step, draft, []) : read(step, draft, meant);
  }

  /** `meant`: which moment, when the clock question was answered. */
  async function read(step: Step, draft: Draft, meant: string | null) {
    const { actorId, reader } = turnOf(step.context);
    const { proposed, form } = draft;
    if (proposed === null || form === null) return again(step, draft, []);
    const result = await readChoices(form, {
      base: proposed,
      zone: reader.timeZone,
      now: clock.now().toISOString(),
      meant,
      days: flow.scheduleDays,
      known: () => flow.directReports(actorId),
      findSuccessor: (query) => flow.findSuccessors(query),
    });
    if (result.status === 'problems') return again(step, { ...draft, form: unsettled(form) }, result.problems);
    if (result.status === 'clock') return again(step, draft, [], result.question);
    const { choices } = result;
    const whyNot = await flow.whyNotComeBackAs(actorId, choices);
    if (whyNot !== null) return again(step, draft, [whyNot]);
    return end(step, { outcome: 'done', draft: { ...draft, form: withMoment(form, choices), choices } });
  }
}

/** What was clicked or typed, over what the form showed; inputs of other cards are left out. */
function changedDraft(draft: Draft, { verb, inputs, remembered }: PromptAnswer): Draft {
  const shown = remembered as Shown | null;
  if (shown === null) return draft;
  const names = Object.keys(shown.form).filter((name) => inputs[name] !== undefined);
  const isClick = verb === 'review' && names.length > 0;
  const changes = Object.fromEntries([...(isClick ? WRITTEN : []), ...names].map((name) => [name, inputs[name] ?? '']));
  return { ...draft, proposed: shown.proposed, form: settled({ ...shown.form, ...changes }, shown.form) };
}

/** Who chooses “now” where it was not chosen means it, whatever day still stands there. */
function settled(form: FormValues, shown: FormValues): FormValues {
  return form.when === 'now' && shown.when !== 'now' ? { ...form, lastDay: '' } : form;
}

/** A day beside “now” leaves it open which of the two was meant: none is chosen until people say. */
function unsettled(form: FormValues): FormValues {
  return form.when === 'now' && form.lastDay.trim() !== '' ? { ...form, when: '' } : form;
}

/** A client leaves an input out of the click once nothing stands in it any more (adaptivecards `Input.isSet`). */
const WRITTEN: readonly (keyof FormValues)[] = ['successorQuery', 'autoReplyText', 'restoreUpn'];

/** What the form was made of, so that the click on it needs no second look at the directory. */
type Shown = { readonly proposed: Choices; readonly form: FormValues };

function back(draft: Draft, problem: Text | null): PartResult {
  return { outcome: 'back', draft, problem };
}

/** The form shows the wall clock of the moment that was meant; an hour that does not exist is gone from it. */
function withMoment(form: FormValues, { when }: Choices): FormValues {
  return when.mode === 'now' ? form : { ...form, lastDay: when.localDate, hour: when.localTime };
}

function choicesPrompt(flow: ChoicesFlow, clock: Clock) {
  return new CardPrompt<ChoicesOptions>('choices-card', {
    verbs: ['review', 'back'],
    isDraft: true,
    async render(turn, { draft, problems }, { nonce, problem }) {
      const now = clock.now().toISOString();
      const proposed = await flow.proposeChoices(turn.actorId, draft.kind, draft.targetUserId ?? '');
      if ('refused' in proposed) return { card: refusedCard(turn, proposed.refused, nonce), hasNothing: true };
      const form = draft.form ?? startingForm(turn, draft, proposed.choices, now);
      const zone = turn.reader.timeZone;
      const input = {
        kind: draft.kind,
        facts: proposed.facts,
        beside: proposed.beside,
        values: form,
        errors:
          problem === null
            ? [...problems, ...typedProblems(turn, draft, form, { now, days: flow.scheduleDays })]
            : [problem],
        successors: await flow.offeredSuccessors(turn.actorId, proposed.facts),
        firstDay: dayIn(zone, now),
        lastDay: dayIn(zone, new Date(Date.parse(now) + flow.scheduleDays * DAY).toISOString()),
        zone,
        nonce,
      };
      return { card: choicesCard(input, turn.reader), remember: { proposed: proposed.choices, form } satisfies Shown };
    },
    async read(turn) {
      const { changes, done, when } = readTypedChoices(turn.text);
      if (done) return { verb: 'review', inputs: {} };
      if (when === null) return { verb: 'change', inputs: changes };
      const typed = readTypedWhen({ typed: when, ...placeOf(turn, clock) });
      return typed === null ? text('bot.choices.hint', { typed: turn.text }) : { verb: 'change', inputs: typed };
    },
  });
}

const DAY = 24 * 3_600_000;

function clockPrompt() {
  return new CardPrompt<ChoicesOptions>('clock-card', {
    verbs: ['hour', 'back'],
    isDraft: true,
    async render(turn, { draft, clock }, { nonce }) {
      const question = clock ?? { problem: 'twice', localDate: '', localTime: '', instants: [] };
      return { card: clockCard({ kind: draft.kind, ...question, nonce }, turn.reader) };
    },
    async read(turn, { clock }) {
      const place = /^(2|second|tweede|later|laatste)$/i.test(turn.text) ? 1 : 0;
      const isFirst = /^(1|first|eerste|earlier|vroegste|yes|ja)$/i.test(turn.text);
      const instant = place === 1 || isFirst ? clock?.instants[place] : undefined;
      return instant === undefined ? text('bot.clock.hint') : { verb: 'hour', inputs: { hour: instant } };
    },
  });
}

/** The form as proposed, with the day and hour that were typed with the command. */
function startingForm(turn: Turn, draft: Draft, choices: Choices, now: string): FormValues {
  const { locale, timeZone } = turn.reader;
  const { typedWhen } = draft;
  if (typedWhen === '' || isNow(typedWhen)) return formValues(choices);
  // Of a day that cannot be read it is still known that a day was meant.
  const typed = readTypedWhen({ typed: typedWhen, zone: timeZone, now, locale }) ?? { when: 'at' };
  return { ...formValues(choices), ...typed };
}

/** What is wrong with the day that was typed with the command: said at once, and not only when the form is sent. */
function typedProblems(
  turn: Turn,
  draft: Draft,
  form: FormValues,
  { now, days }: { readonly now: string; readonly days: number },
): readonly Text[] {
  const { locale, timeZone: zone } = turn.reader;
  const { typedWhen } = draft;
  if (draft.form !== null || typedWhen === '' || isNow(typedWhen)) return [];
  if (readTypedWhen({ typed: typedWhen, zone, now, locale }) === null)
    return [text('bot.when.no-such-day', { typed: typedWhen })];
  const read = readWhen({ form, zone, now, meant: null, days });
  return 'problem' in read && form.hour !== '' ? [read.problem] : [];
}

function isNow(typedWhen: string): boolean {
  return /^(now|nu)$/i.test(typedWhen);
}

function placeOf(turn: Turn, clock: Clock) {
  return { zone: turn.reader.timeZone, now: clock.now().toISOString(), locale: turn.reader.locale };
}

function refusedCard(turn: Turn, reason: Text, nonce: string) {
  const buttons = [
    { verb: 'back', nonce },
    { verb: 'cancel', nonce },
  ] as const;
  const title = text('bot.choices.refused');
  return messageCard({ title, sentences: [reason], colour: 'warning', buttons }, turn.reader);
}

function again(step: Step, draft: Draft, problems: readonly Text[], clock: ClockQuestion | null = null) {
  return step.replaceDialog('choices-steps', { draft, problems, clock } satisfies ChoicesOptions);
}

function end(step: Step, result: PartResult) {
  return step.endDialog(result);
}
