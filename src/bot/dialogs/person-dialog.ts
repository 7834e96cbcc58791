import { ComponentDialog, type Dialog, WaterfallDialog, type WaterfallStepContext } from 'botbuilder-dialogs';
import { matchesCard } from '../../cards/matches-card.ts';
import { openCard } from '../../cards/open-card.ts';
import { personCard } from '../../cards/person-card.ts';
import { whyCard } from '../../cards/why-card.ts';
import type { Person } from '../../domain/person.ts';
import { type Text, text } from '../../domain/text.ts';
import type { Flow } from '../../flow/flow.ts';
import { isGuid } from '../incoming-activity.ts';
import { nobodyCalled, withoutReports } from '../nobody-called.ts';
import { turnOf } from '../turn.ts';
import { CardPrompt, type PromptAnswer } from './card-prompt.ts';
import type { Draft, PartResult } from './draft.ts';

export type PersonOptions = {
  readonly draft: Draft;
  /** `search`: the name came with the command and is looked up before anything is asked. */
  readonly at: 'search' | 'person' | 'matches';
  readonly problem: Text | null;
  /** Whom the search found; kept while they are shown, so that showing and picking ask the directory nothing again. */
  readonly people?: readonly Person[];
};

type Step = WaterfallStepContext<PersonOptions>;
type People = Pick<Flow, 'directReports' | 'findPeople' | 'mayAsk' | 'openByName' | 'why'>;

/** Finds out who a request is about: one of the direct reports, or whoever answers to a name, address or number. */
export function createPersonDialog(flow: People): Dialog {
  const dialog = new ComponentDialog('person');
  dialog.addDialog(new WaterfallDialog<PersonOptions>('person-steps', [ask, take]));
  dialog.addDialog(personPrompt(flow));
  dialog.addDialog(matchesPrompt());
  return dialog;

  async function ask(step: Step) {
    const { at, draft } = step.options;
    if (at === 'search') return step.next(typedQuery(draft.query));
    return step.beginDialog(at === 'matches' ? 'matches-card' : 'person-card', step.options);
  }

  async function take(step: Step) {
    const answer: PromptAnswer = step.result;
    const { draft, at } = step.options;
    if (answer.verb === 'cancel') return end(step, { outcome: 'cancelled' });
    if (answer.verb === 'back') {
      return at === 'matches'
        ? again(step, 'person', draft, null)
        : end(step, { outcome: 'back', draft, problem: null });
    }
    const typed = (answer.inputs.query ?? '').trim();
    const picked = (answer.inputs.person || answer.inputs.anyone || '').trim().toLowerCase();
    if (typed === '' && isGuid(picked)) return accept(step, draft, picked);
    return search(step, { ...draft, query: typed === '' ? picked : typed });
  }

  async function search(step: Step, draft: Draft) {
    if (draft.query === '') return again(step, 'person', draft, text('bot.person.missing'));
    const people = await flow.findPeople(turnOf(step.context).actorId, draft.kind, draft.query);
    const [only] = people;
    if (only === undefined) return nobody(step, draft);
    if (people.length === 1) return accept(step, draft, only.id);
    return step.replaceDialog('person-steps', { draft, at: 'matches', problem: null, people } satisfies PersonOptions);
  }

  /**
   * Nobody whom they may ask this about; what they may know all the same: what is open about that person, or that they
   * are gone.
   */
  async function nobody(step: Step, draft: Draft) {
    const turn = turnOf(step.context);
    const open = await flow.openByName(turn.actorId, draft.query);
    // Known by a name that the search did not find: that says nothing of what they may ask.
    if (open !== null && !('refused' in (await flow.mayAsk(turn.actorId, draft.kind, open.targetUserId))))
      return accept(step, draft, open.targetUserId);
    const absent = open === null ? await absentByName(turn.actorId, draft.query) : null;
    if (open !== null) await turn.show(openCard({ kind: draft.kind, ...open, mayAsk: false }, turn.reader));
    else if (absent !== null) await turn.show(whyCard(absent, turn.reader));
    else return again(step, 'person', draft, nobodyOf(draft.query));
    return end(step, { outcome: 'answered' });
  }

  /** The one person meant who was deleted: their return is all that there is to ask. */
  async function absentByName(actorId: string, query: string) {
    const answer = await flow.why(actorId, query);
    return 'explanation' in answer && answer.explanation.facts.found !== 'active' ? answer.explanation : null;
  }

  async function accept(step: Step, draft: Draft, id: string) {
    const allowed = await flow.mayAsk(turnOf(step.context).actorId, draft.kind, id);
    if ('refused' in allowed) return again(step, 'person', draft, allowed.refused);
    // The form of somebody else says nothing about this person.
    const kept = draft.proposed?.targetUserId === id ? draft : { ...draft, proposed: null, form: null };
    return end(step, { outcome: 'done', draft: { ...kept, targetUserId: id } });
  }
}

/** Who names several people learns that a request is about one; of a name that somebody has nobody asks. */
function nobodyOf(query: string): Text {
  return SEVERAL.test(query) ? text('bot.person.several', { query }) : nobodyCalled(query);
}

const SEVERAL = /[,;&+]|\s(and|en)\s/i;

function personPrompt(flow: People) {
  return new CardPrompt<PersonOptions>('person-card', {
    verbs: ['pick', 'back'],
    isDraft: false,
    async render(turn, { draft }, { nonce, problem }) {
      const reports = await flow.directReports(turn.actorId);
      const { kind, query } = draft;
      const error = problem !== null && reports.length === 0 ? withoutReports(problem, kind) : problem;
      return { card: personCard({ kind, reports, query, error, nonce }, turn.reader) };
    },
    async read(turn) {
      // Only a number means one of the list that was shown; a name costs no look at it.
      const reports = isNumber(turn.text) ? await flow.directReports(turn.actorId) : [];
      return pickByNumber(turn.text, reports) ?? typedQuery(turn.text);
    },
  });
}

/** Whether they may ask about who is picked is read then, live; nothing here decides it. */
function matchesPrompt() {
  return new CardPrompt<PersonOptions>('matches-card', {
    verbs: ['pick', 'back'],
    isDraft: false,
    async render(turn, { draft, people = [] }, { nonce, problem }) {
      const { kind, query } = draft;
      return { card: matchesCard({ kind, query, people, error: problem, nonce }, turn.reader) };
    },
    async read(turn, { people = [] }) {
      return pickByNumber(turn.text, people) ?? typedQuery(turn.text);
    },
  });
}

function pickByNumber(typed: string, people: readonly Person[]) {
  const picked = isNumber(typed) ? people[Number(typed) - 1] : undefined;
  return picked === undefined ? null : { verb: 'pick', inputs: { person: picked.id } };
}

function isNumber(typed: string): boolean {
  return /^\d{1,2}$/.test(typed);
}

function typedQuery(query: string): PromptAnswer {
  return { verb: 'pick', inputs: { query }, remembered: null };
}

function again(step: Step, at: PersonOptions['at'], draft: Draft, problem: Text | null) {
  return step.replaceDialog('person-steps', { draft, at, problem } satisfies PersonOptions);
}

function end(step: Step, result: PartResult) {
  return step.endDialog(result);
}
