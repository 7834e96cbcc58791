import { type Stage, type StageSettings, startStage } from '../../src/commands/stage.ts';
import { createExchangeCheck } from '../helpers/openapi.ts';

export type Play = Stage & { readonly locale: 'en' | 'nl' };

/** The words of a journey that differ by language; everything else is done by verbs. */
export const WORDS = {
  en: {
    client: 'en-US',
    offboard: 'offboard',
    block: 'block sign-in',
    restore: 'restore user',
    complete: 'is complete',
    waiting: 'Waiting for IT approval',
    done: 'Done at',
    turnedBack: 'was turned back',
    temporary: 'temporary',
  },
  nl: {
    client: 'nl-NL',
    offboard: 'uit dienst',
    block: 'aanmelden blokkeren',
    restore: 'gebruiker herstellen',
    complete: 'is klaar',
    waiting: 'Wacht',
    done: 'Klaar op',
    turnedBack: 'is teruggedraaid',
    temporary: 'tijdelijk',
  },
} as const;

/** A whole Leaver with its people, every Graph request checked against Microsoft's description; `stop` throws otherwise. */
export async function startPlay(
  locale: 'en' | 'nl',
  settings: Partial<StageSettings> = {},
): Promise<{ readonly stage: Stage; stop(): Promise<void> }> {
  const { onExchange, assertNoMisfits } = createExchangeCheck();
  const stage = await startStage({ speed: 60, locale: WORDS[locale].client, onExchange, ...settings });
  return {
    stage,
    async stop() {
      await stage.stop();
      assertNoMisfits();
    },
  };
}

/** From a typed command to the review card; gives the card. */
export async function plan(
  stage: Stage,
  words: string,
  form: Readonly<Record<string, string>> = {},
  from = stage.manager,
) {
  await from.say(words);
  const card = from.lastCard();
  if (card.verbs.includes('review')) await card.fill(form).execute('review');
  return from.lastCard();
}

/** From a typed command to a stored request; gives its reference. */
export async function ask(stage: Stage, words: string, form: Readonly<Record<string, string>> = {}): Promise<string> {
  const review = await plan(stage, words, form);
  const answer = await review.execute('submit');
  const reference = /L-\d+/.exec(answer.text)?.[0];
  if (reference === undefined) throw new Error(`no request was made of "${words}":\n${answer.text}`);
  return reference;
}

/** The approver's card of this request, undecided. */
export function approvalCard(stage: Stage, reference: string, approver = stage.helpdesk) {
  return approver.until(
    (message, text) => text.includes(reference) && JSON.stringify(message.card).includes('"approve"'),
  );
}

export async function askAndApprove(
  stage: Stage,
  words: string,
  form: Readonly<Record<string, string>> = {},
): Promise<string> {
  const reference = await ask(stage, words, form);
  await (await approvalCard(stage, reference)).execute('approve');
  return reference;
}

/** Waits for a message (no card) about this request. */
export function hear(stage: Stage, reference: string, words: string, who = stage.manager, milliseconds = 30_000) {
  return who.until(
    (message, text) => message.card === null && text.includes(reference) && text.includes(words),
    milliseconds,
  );
}

/** Waits until a card about this request says the words. */
export function read(
  stage: Stage,
  reference: string,
  words: string | RegExp,
  who = stage.manager,
  milliseconds = 30_000,
) {
  const says = (text: string) => (typeof words === 'string' ? text.includes(words) : words.test(text));
  return who.until((message, text) => message.card !== null && text.includes(reference) && says(text), milliseconds);
}

/** The runbook card of this request, while it waits. */
export function runbookCard(stage: Stage, reference: string) {
  return stage.helpdesk.until(
    (message, text) => text.includes(reference) && JSON.stringify(message.card).includes('"runbook-done"'),
  );
}

/** The PowerShell on a runbook card, run in the sandbox's Active Directory; gives the line it prints. */
export async function runScript(stage: Stage, card: { readonly json: unknown }): Promise<string> {
  const literal = /FromBase64String\('([A-Za-z0-9+/=]+)'\)/.exec(JSON.stringify(card.json))?.[1] ?? '';
  return stage.runRunbook(`FromBase64String('${literal}')`);
}

/** Graph calls that changed something or tried to, as the tenant saw them. */
export async function calls(stage: Stage) {
  const answer = await fetch(`${stage.sandbox.url}/sandbox/calls`);
  const { calls: all } = (await answer.json()) as {
    calls: readonly {
      method: string;
      path: string;
      status: number;
      changed: boolean;
      clientRequestId: string;
      body: unknown;
    }[];
  };
  return all.filter(({ method, path }) => method !== 'GET' && !/\$batch|checkMemberGroups/.test(path));
}
