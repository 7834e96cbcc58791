import { approveTyped } from '../../src/commands/approve-typed.ts';
import { watchWork } from '../../src/commands/prove/truth/watch-work.ts';
import { isDangerous } from '../../src/commands/prove/witness.ts';
import { type Stage, type StageSettings, startStage } from '../../src/commands/stage.ts';
import en from '../../src/locales/en.json' with { type: 'json' };
import nl from '../../src/locales/nl.json' with { type: 'json' };
import { contoso } from '../../src/sandbox/contoso.ts';
import type { TenantState } from '../../src/sandbox/tenant.ts';
import { createExchangeCheck } from '../helpers/openapi.ts';

/** Each language has a stage of its own and plays beside the other; within one, a journey follows the other. */
/** Real milliseconds that anything here is waited for: never a verdict about speed. */
export const PATIENCE = 150_000;
export const LANGUAGES = ['en', 'nl'] as const;
export const inTurn = { concurrent: false } as const;

export type Play = Awaited<ReturnType<typeof startPlay>>;
type Locale = (typeof LANGUAGES)[number];
type Chat = Stage['manager'];

/** The words of a journey that differ by language; everything else is done by verbs. */
export const WORDS = {
  en: {
    client: 'en-US',
    offboard: 'offboard',
    block: 'block sign-in',
    restore: 'restore user',
    /** How a request ends, each told from the others: every step seen … */
    complete: 'is complete: every step',
    /** … all that Leaver does seen, and the rest left to people by name (test/journeys/left-to-people.test.ts) … */
    left: 'Leaver’s part is done and seen',
    /** … or every step seen, of a block at once that an approver has yet to confirm. */
    unconfirmed: 'every step was seen to be done. Nobody has confirmed the block yet.',
    waiting: 'Waiting for IT approval',
    done: 'every step',
    turnedBack: 'was turned back',
    temporary: 'temporary',
    cancel: 'cancel',
  },
  nl: {
    client: 'nl-NL',
    offboard: 'uit dienst',
    block: 'aanmelden blokkeren',
    restore: 'gebruiker herstellen',
    complete: 'is klaar: elke stap',
    left: 'Het deel van Leaver is gedaan en gezien',
    unconfirmed: 'elke stap is gedaan, en dat is gezien. Nog niemand heeft de blokkade bevestigd.',
    waiting: 'Wacht',
    done: 'elke stap',
    turnedBack: 'is teruggedraaid',
    temporary: 'tijdelijk',
    cancel: 'annuleren',
  },
} as const;

/**
 * A whole Leaver with its people, every Graph request checked against Microsoft's description; `stop` throws otherwise.
 * Time goes on there once Leaver has nothing more to do at its hour, however busy the machine is.
 */
export async function startPlay(
  locale: Locale,
  settings: Partial<StageSettings> = {},
): Promise<{ readonly stage: Stage; stop(): Promise<void> }> {
  const { onExchange, assertNoMisfits } = createExchangeCheck();
  const work = watchWork();
  // Slow enough that directory sync comes only when a journey jumps.
  const stage = await startStage({
    speed: 6,
    locale: WORDS[locale].client,
    onExchange,
    ...settings,
    replace: (ports) => work.replace(settings.replace?.(ports) ?? ports),
    rest: () => atRest(work, stage.sandbox.tenant.clock.now()),
  });
  works.set(stage, work);
  return {
    stage,
    async stop() {
      await stage.stop();
      assertNoMisfits();
    },
  };
}

type Work = ReturnType<typeof watchWork>;

const works = new WeakMap<Stage, Work>();

/** Waits until Leaver has nothing more to do at this hour of the tenant: what it will say, it has said. */
export async function settled(stage: Stage): Promise<void> {
  const work = works.get(stage);
  if (work !== undefined) await atRest(work, stage.sandbox.tenant.clock.now());
}

async function atRest(work: Work, hour: Date): Promise<void> {
  const since = Date.now();
  while (!work.isIdle(since, hour.getTime()) || (await work.hasUntold())) {
    if (Date.now() > since + PATIENCE) throw new Error('Leaver has not come to rest');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The longest part of a message that has no parameter: what to look for, whatever the names and hours are. */
export function phrase(locale: Locale, key: keyof typeof en): string {
  const parts = { en, nl }[locale][key].split(/\{[^{}]*\}/);
  const longest = parts.toSorted((one, other) => other.length - one.length)[0]?.trim() ?? '';
  // An hour of another day is written "on Thu … at 17:00".
  return longest.replace(/ at$/, '');
}

/** The day so many days ahead in tenant time, as the form takes it: of the calendar of the chats, also around midnight. */
export function dayAhead(stage: Stage, days: number): string {
  return inHours(stage, 24 * days).lastDay;
}

/** So many hours from now on the wall clock of the chats, whatever the hour it is, as the form takes it. */
export function inHours(stage: Stage, hours: number) {
  const at = new Date(stage.sandbox.tenant.clock.now().getTime() + hours * 3_600_000);
  const wall = at.toLocaleString('sv-SE', { timeZone: 'Europe/Amsterdam' });
  return { when: 'at', lastDay: wall.slice(0, 10), hour: wall.slice(11, 16) };
}

/** Somebody else changes the tenant, behind Leaver's back. */
export function meanwhile(stage: Stage, change: (state: TenantState) => TenantState): void {
  stage.sandbox.tenant.change('time', change);
}

/** An Exchange administrator, beside Leaver: the mailbox becomes a shared one, which needs no licence, and then they go. */
export function shareMailbox(stage: Stage, key: string): void {
  const { id } = stage.person(key);
  meanwhile(stage, (state) => {
    const person = state.people[id];
    if (person?.cloud == null || person.mailbox === null) throw new Error(`${key} has no mailbox`);
    const mailbox = { ...person.mailbox, userPurpose: 'shared' as const };
    const cloud = { ...person.cloud, directLicences: [] };
    return { ...state, people: { ...state.people, [id]: { ...person, cloud, mailbox } } };
  });
}

/** The sign-in name of somebody in the sandbox, which tells namesakes apart. */
export function upn(key: string): string {
  return contoso.people[key]?.userPrincipalName ?? key;
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
export async function ask(
  stage: Stage,
  words: string,
  form: Readonly<Record<string, string>> = {},
  from = stage.manager,
): Promise<string> {
  const review = await plan(stage, words, form, from);
  const answer = await review.execute('submit');
  const [reference] = /L-\d+/.exec(answer.text) ?? [];
  if (reference === undefined) throw new Error(`no request was made of "${words}":\n${answer.text}`);
  return reference;
}

/** The approver's card of this request, undecided. */
export function approvalCard(stage: Stage, reference: string, approver = stage.helpdesk) {
  return approver.until(
    (message, text) => text.includes(reference) && JSON.stringify(message.card).includes('"approve"'),
  );
}

/** Part numbers of what is assigned directly. */
export function licencesOf(stage: Stage, key: string): readonly string[] {
  const held = stage.person(key).cloud?.directLicences ?? [];
  return held.map(({ skuId }) => contoso.licences.find((known) => known.skuId === skuId)?.skuPartNumber ?? skuId);
}

/** Waits until a card about this request has this button. */
export function cardWith(chat: Chat, reference: string, verb: string) {
  return chat.until(
    (message, text) => text.includes(reference) && JSON.stringify(message.card).includes(`"verb":"${verb}"`),
    PATIENCE,
    `a card about ${reference} with the button ${verb}`,
  );
}

/** Waits until no card about this request in this chat offers a decision any more. */
export async function isFinal(chat: Chat, reference: string): Promise<void> {
  const offers = () =>
    chat
      .messages()
      .map((message) => ({ card: JSON.stringify(message.card) }))
      .some(({ card }) => card.includes(reference) && card.includes('"verb":"approve"'));
  await chat.until(() => !offers());
}

/** By the helpdesk, and by the second one where it takes two. */
export async function approveIt(stage: Stage, reference: string): Promise<void> {
  const card = await approvalCard(stage, reference);
  const takesTwo = LANGUAGES.some((locale) => card.text.includes(phrase(locale, 'report.approval.needs')));
  await card.execute('approve');
  if (takesTwo) await approveTyped(stage.secondHelpdesk, reference);
}

export async function askAndApprove(
  stage: Stage,
  words: string,
  form: Readonly<Record<string, string>> = {},
): Promise<string> {
  const reference = await ask(stage, words, form);
  await approveIt(stage, reference);
  return reference;
}

/** Waits for a message (no card) about this request. */
export function hear(stage: Stage, reference: string, words: string, who = stage.manager, milliseconds = PATIENCE) {
  return who.until(
    (message, text) => message.card === null && text.includes(reference) && text.includes(words),
    milliseconds,
    `a message about ${reference} with “${words}”`,
  );
}

/**
 * As {@link hear}, while tenant time goes on: what is only waited for is looked at every few tenant minutes. Each look is
 * over before time goes on, however busy the machine is.
 */
export async function hearInTime(stage: Stage, reference: string, words: string) {
  for (let looks = 0; looks < 8; looks += 1) {
    await settled(stage);
    const heard = await hear(stage, reference, words, stage.manager, 0).catch(() => null);
    if (heard !== null) return heard;
    await stage.jump(6);
  }
  return hear(stage, reference, words);
}

/** Waits until a card about this request says the words. */
export function read(
  stage: Stage,
  reference: string,
  words: string | RegExp,
  who = stage.manager,
  milliseconds = PATIENCE,
) {
  const says = (text: string) => (typeof words === 'string' ? text.includes(words) : words.test(text));
  return who.until(
    (message, text) => message.card !== null && text.includes(reference) && says(text),
    milliseconds,
    `a card about ${reference} with “${words}”`,
  );
}

/**
 * Goes past the next run of directory sync where that is near: of what is said within a minute of one nobody can tell
 * which came first, and Leaver does not.
 */
export async function awayFromSync(stage: Stage): Promise<void> {
  const minutes = await minutesToSync(stage);
  if (minutes < 20) await stage.jump(minutes + 2);
}

/**
 * Just past the next run of directory sync: what Leaver does about it is done long before the one after, at whatever
 * minute of the cycle this is called.
 */
export async function pastNextSync(stage: Stage): Promise<void> {
  await stage.jump((await minutesToSync(stage)) + 4);
}

async function minutesToSync(stage: Stage): Promise<number> {
  await settled(stage);
  const { clock, state } = stage.sandbox.tenant;
  return Math.max(0, Math.ceil((Date.parse(state().sync.nextCycleAt) - clock.now().getTime()) / 60_000));
}

/**
 * Notes the hour of every run of directory sync from now on: which of them a look finds, time decides. What it gives waits
 * until the requester's card names one of them as the last.
 */
export function noteSyncs(stage: Stage, locale: Locale) {
  const { tenant } = stage.sandbox;
  const before = tenant.state().sync.lastCycleAt;
  const noted = new Set<string>();
  tenant.onChange((_, { sync }) => {
    if (sync.lastCycleAt !== before) noted.add(hourOf(sync.lastCycleAt));
  });
  const last = new RegExp(`${phrase(locale, 'report.standing.last-sync-seen')} [^·\\n]*?(\\d\\d:\\d\\d)`);
  return (reference: string) =>
    stage.manager.until(
      ({ card }, text) => card !== null && text.includes(reference) && noted.has(last.exec(text)?.[1] ?? ''),
      PATIENCE,
    );
}

/** As cards of these chats write it (`mini-teams.ts`). */
function hourOf(instant: string): string {
  return new Date(instant).toLocaleTimeString('en-GB', { timeZone: 'Europe/Amsterdam', timeStyle: 'short' });
}

/** The runbook card of this request, once no further work will join it: steps wait one after another. */
export async function runbookCard(stage: Stage, reference: string) {
  // By its own number, in its first line: the card of an earlier request names this one where its work is off by it.
  const own = () =>
    stage.helpdesk.until(
      (message, text) =>
        text.slice(0, text.indexOf('\n')).includes(reference) &&
        JSON.stringify(message.card).includes('"verb":"runbook-done"'),
      PATIENCE,
      `the Active Directory work of ${reference}`,
    );
  await own();
  await settled(stage);
  return own();
}

/** The PowerShell on a runbook card, run in the sandbox's Active Directory; gives the line it prints. */
export async function runScript(stage: Stage, card: { readonly json: unknown }): Promise<string> {
  const literal = /FromBase64String\('([A-Za-z0-9+/=]+)'\)/.exec(JSON.stringify(card.json))?.[1] ?? '';
  return stage.runRunbook(`FromBase64String('${literal}')`);
}

/** Calls about one person that are not harmless twice, by what they are; each must be there at most once. */
export async function dangerousCalls(stage: Stage, key: string): Promise<readonly string[]> {
  const { id } = stage.person(key);
  return (await calls(stage))
    .filter(({ method, path, body, changed }) => path.includes(id) && changed && isDangerous(method, path, body))
    .map(({ method, path }) => `${method} ${path}`);
}

/** Graph calls about one person that tried to change something. */
export async function writesAbout(stage: Stage, key: string) {
  const { id } = stage.person(key);
  return (await calls(stage)).filter(({ path }) => path.includes(id));
}

/** Graph calls that changed something or tried to, as the tenant saw them. */
export async function calls(stage: Stage) {
  const answer = await fetch(`${stage.sandbox.url}/sandbox/calls`, { headers: { connection: 'close' } });
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
