import type { Deed } from '../chronicle.ts';
import { readInstants } from '../instants.ts';
import { type Claim, type Predicate, SLACK } from './claim.ts';
import { EFFECTS, EFFECTS_IN_AD, isBlocked, isDeleted, isIn } from './effects.ts';
import { since, syncTurnedBack } from './evidence.ts';
import { changedBack, heldBetween, wasBroken } from './step-claims.ts';

/** How the request stands, in one sentence, on cards and in messages. */
export const HEADLINE_CLAIMS: Readonly<Record<string, Predicate>> = {
  'report.headline.done': (claim) => everyStepSeen(claim),
  'report.headline.done-here': (claim) => everyStepSeen(claim),
  'report.headline.done-but-sessions': (claim) => everyStepSeen(claim),
  'report.headline.done-but-sessions-here': (claim) => everyStepSeen(claim),
  'report.headline.done-tasks': (claim) => everyStepSeen(claim),
  'report.headline.done-tasks-over': (claim) => everyStepSeen(claim),
  'report.headline.done-tasks-over-here': (claim) => everyStepSeen(claim),
  'report.headline.done-tasks-seen': (claim) => everyStepSeen(claim, claim.values.seen),
  'report.headline.done-tasks-seen-here': (claim) => everyStepSeen(claim, claim.values.seen),
  'report.headline.tasks-over': (claim) => everyStepSeen(claim, claim.values.seen),
  'report.headline.tasks-over-here': (claim) => everyStepSeen(claim, claim.values.seen),
  // What stays as was chosen is named there.
  'report.headline.done-kept': (claim) => everyStepSeen(claim, claim.values.at, claim.named),
  'notice.done-kept': (claim) => everyStepSeen(claim, claim.values.at, claim.named),
  'notice.done-kept-here': (claim) => everyStepSeen(claim, claim.values.at, claim.named),
  'notice.done-tasks': (claim) => everyStepSeen(claim),
  'notice.done': (claim) => everyStepSeen(claim),
  'notice.done-here': (claim) => everyStepSeen(claim),
  'notice.done-unconfirmed': (claim) => everyStepSeen(claim),
  'notice.done-unconfirmed-here': (claim) => everyStepSeen(claim),
  'report.headline.done-with-gaps': (claim) => somethingMissing(claim),
  'report.headline.ended-temporary': (claim) => wasBroken(claim, 'disable-account'),
  'notice.done-with-gaps': (claim) => somethingMissing(claim),
  'notice.ended-unconfirmed': (claim) => somethingMissing(claim),
  'report.headline.overwritten': (claim) =>
    syncTurnedBack(claim, claim.stepCalled(claim.values.step ?? '')) ?? mayBeIn(claim),
  'report.headline.overwritten-restore': (claim) => syncTurnedBack(claim, claim.stepCalled(claim.values.step ?? '')),
  'report.headline.overwritten-by-sync': (claim) => syncTurnedBack(claim, claim.stepCalled(claim.values.step ?? '')),
  'card.runbook.headline-held-back': (claim) => changedBack(claim, 'block-sign-in') ?? mayBeIn(claim),
  'card.runbook.headline-turned-back': (claim) => changedBack(claim, 'block-sign-in') ?? mayBeIn(claim),
  'report.headline.changed-back-block': (claim) => changedBackNamed(claim) ?? mayBeIn(claim),
  'report.headline.changed-back-by-block': (claim) => changedBackNamed(claim) ?? mayBeIn(claim),
  'report.headline.changed-back-unknown-block': (claim) => changedBackNamed(claim) ?? mayBeIn(claim),
  'report.headline.block-failed': (claim) => wasInAt(claim, claim.values.at ?? ''),
  'report.headline.elsewhere': (claim) => changedBackNamed(claim),
  'report.headline.block-failed-elsewhere': (claim) => wasInAt(claim, claim.values.at ?? ''),
  'report.headline.changed-back': (claim) => changedBackNamed(claim),
  'report.headline.changed-back-by': (claim) => changedBackNamed(claim),
  'report.headline.changed-back-unknown': (claim) => changedBackNamed(claim),
  'report.headline.changed-by-request': (claim) => changedBackNamed(claim),
  'report.headline.blocked-again-by': (claim) => blockedSometime(claim),
  'report.headline.said-not-seen': (claim) => wasBroken(claim, claim.stepCalled(claim.values.step ?? '')),
  'report.headline.said-not-seen-block': (claim) =>
    wasBroken(claim, claim.stepCalled(claim.values.step ?? '')) ?? mayBeIn(claim),
  'notice.step-said-not-seen': (claim) => wasBroken(claim, claim.stepCalled(claim.values.step ?? '')),
  'notice.step-done-again-unknown': (claim) => changedBackNamed(claim),
  'notice.step-overwritten': (claim) =>
    notInEffect(claim) === null ? null : changedBack(claim, claim.stepCalled(claim.values.step ?? '')),
  'notice.step-elsewhere': (claim) => changedBack(claim, claim.stepCalled(claim.values.step ?? '')),
  'notice.step-changed-done-again': (claim) => changedBack(claim, claim.stepCalled(claim.values.step ?? '')),
  'notice.step-done-again-unknown-alone': (claim) => changedBackNamed(claim),
  'notice.step-done-again-alone': (claim) => syncTurnedBack(claim, claim.stepCalled(claim.values.step ?? '')),
  'notice.step-in-place-since': (claim) => syncTurnedBack(claim, claim.stepCalled(claim.values.step ?? '')),
  'notice.step-in-place-since-alone': (claim) => syncTurnedBack(claim, claim.stepCalled(claim.values.step ?? '')),
  'notice.step-in-place-since-unknown': (claim) => changedBackNamed(claim),
  'notice.step-in-place-since-unknown-alone': (claim) => changedBackNamed(claim),
  'notice.step-done-again-stopped': (claim) => syncTurnedBack(claim, claim.stepCalled(claim.values.step ?? '')),
  'report.headline.stopped-not-let-in': ({ past, personId: id, asked, shown }) =>
    id === null || past.some(asked - SLACK, shown.at, (state) => !isIn(state, id)) ? null : 'was never kept out',
  'notice.step-done-again': (claim) => syncTurnedBack(claim, claim.stepCalled(claim.values.step ?? '')),
  'report.headline.running': (claim) => inPlace(claim),
  'report.headline.watching': (claim) => inPlace(claim),
  'report.headline.cloud-alone': (claim) => heldBetween(claim, 'block-sign-in', claim.asked - SLACK, claim.shown.at),
  'report.headline.waits-for-sync': (claim) => doneInAd(claim),
  'report.headline.expected-sync': (claim) => doneInAd(claim),
  'report.headline.withdrawn': (claim) => nothingDone(claim),
  'report.headline.withdrawn-by-leaver': (claim) => nothingDone(claim),
  'report.headline.withdrawn-by-restore': (claim) => nothingDone(claim),
  'report.headline.expired': (claim) => nothingDone(claim),
  'report.headline.held': (claim) => nothingDone(claim),
  'report.headline.late': (claim) => nothingDone(claim),
  'report.headline.tasks-done': (claim) => (isTaskDone(claim) ? null : 'nobody said that a task of it was done'),
  'flow.changed-since-approval': (claim) => nothingDone(claim),
  'flow.expired': (claim) => nothingDone(claim),
  'flow.expired-at-hour': (claim) => nothingDone(claim),
  'flow.expired-not-agreed': (claim) => nothingDone(claim),
  'notice.changed': (claim) => nothingDone(claim),
  'notice.late': (claim) => nothingDone(claim),
  'notice.late-back': (claim) => nothingDone(claim),
  'notice.withdrawn-by-leaver': (claim) => nothingDone(claim),
  'notice.declined': (claim) => nothingDone(claim),
  'notice.expired': (claim) => nothingDone(claim),
  'report.headline.stays': (claim) => blockedSometime(claim),
  'notice.expired-approved': (claim) => nothingDone(claim),
  'notice.expired-proposal': (claim) => nothingDone(claim),
  'notice.emergency': (claim) => blockedSometime(claim),
  'report.todo.overwritten': (claim) => (isSyncedEver(claim) ? null : 'the account is not in Active Directory'),
};

function changedBackNamed(claim: Claim): string | null {
  return changedBack(claim, claim.stepCalled(claim.values.step ?? ''));
}

const SEEN = ['card.state.verified', 'card.state.taken-in'];
/** “Every step”, where another sentence says “every step that was possible here”. */
const WHOLE = [
  ...['notice.done', 'notice.done-kept', 'notice.done-unconfirmed'],
  ...['report.headline.done', 'report.headline.done-but-sessions', 'report.headline.done-tasks-over'],
  ...['report.headline.done-tasks-seen', 'report.headline.tasks-over'],
];
const GOOD = [...SEEN, 'card.state.skipped', 'card.state.impossible'];

/** All rows are seen or not needed, the tenant was so at that hour, and nothing that the person had is left. */
function everyStepSeen(claim: Claim, at: string | undefined = claim.values.at, named = ''): string | null {
  const { shown, asked, personId: id } = claim;
  const card = claim.rows.length > 0 ? claim : claim.cardBefore();
  if (card === null || id === null) return null;
  const [hour = shown.at] = readInstants(at ?? '', asked, shown.at);
  const span = [Math.min(hour, shown.at) - SLACK, Math.min(hour + SLACK, shown.at)] as const;
  for (const row of card.rows) {
    const kind = claim.stepCalled(row.title);
    if (kind !== null && WHOLE.includes(claim.key) && claim.keysOf(row.state).includes('card.state.impossible'))
      return `${kind} was not possible here`;
    if (kind === null || EFFECTS[kind] === undefined || row.state === '') continue;
    const states = claim.keysOf(row.state.replace(/,? (?:[A-Z][a-z]{2} \d.*)?\d{2}:\d{2}.*$/, ''));
    if (!states.some((state) => GOOD.includes(state))) return `${kind} is “${row.state}”`;
    if (!states.some((state) => SEEN.includes(state))) continue;
    // Each was seen at its own hour, which its row says; at the end it has to be so as well. Of an account that is
    // deleted by then Graph shows nothing else any more.
    if (kind !== 'delete-account' && isDeleted(claim.past.at(hour), id)) continue;
    const problem = heldBetween({ ...claim, named }, kind, ...span);
    if (problem !== null && !wasUndone(claim, kind)) return `${kind}: ${problem}`;
  }
  return null;
}

/** Somebody else, or sync, changed the account since: the card of before may still stand until the next look. */
function wasUndone(claim: Claim, kind: string): boolean {
  const undone = since(claim).filter(({ actor }) => actor !== 'leaver');
  return undone.length > 0 && ['block-sign-in', 'unblock-sign-in', 'disable-account', 'enable-account'].includes(kind);
}

function somethingMissing(claim: Claim): string | null {
  const card = claim.rows.length > 0 ? claim : claim.cardBefore();
  const steps = (card?.rows ?? []).filter(({ title, state }) => state !== '' && claim.stepCalled(title) !== null);
  if (steps.length === 0) return null;
  const isMissing = steps.some(
    ({ state, below }) =>
      below.length > 0 || !/^(done, seen|not needed|not possible here|asked and taken in)/.test(state),
  );
  return isMissing ? null : 'every row says that it was seen, and nothing is named as left';
}

function mayBeIn({ past, personId: id, asked, shown }: Claim): string | null {
  if (id === null || past.some(asked, shown.at, (state) => isIn(state, id))) return null;
  return 'the account was blocked all the time';
}

function wasInAt({ past, personId: id, asked, shown }: Claim, clock: string): string | null {
  const hours = readInstants(clock, asked, shown.at);
  const wasIn = (at: number) => id === null || past.some(at - SLACK, at + SLACK, (state) => isIn(state, id));
  return hours.length === 0 || hours.some(wasIn) ? null : `the account was blocked at ${clock}`;
}

/** At some moment since the last look but one the step's effect was not there. */
function notInEffect(claim: Claim): string | null {
  const { past, personId: id, shown, values, stepCalled, asked } = claim;
  const kind = stepCalled(values.step ?? '');
  if (id === null || kind === null) return null;
  const isBroken = past
    .between(Math.max(asked, past.lastRead(id, shown.at)), shown.at)
    .some(({ at }) => heldBetween({ ...claim, named: '' }, kind, at, at) !== null);
  return isBroken ? null : `${kind} was in effect all the time`;
}

/** “5 of 7 steps done and checked”: as many rows as are needed, and no more in place than the tenant has. */
function inPlace(claim: Claim): string | null {
  const { rows, values, stepCalled } = claim;
  const steps = rows.filter(({ title, state }) => state !== '' && stepCalled(title) !== null);
  if (steps.length === 0) return null;
  const needed = steps.filter(({ state }) => !claim.keysOf(state).some((key) => NOT_COUNTED.includes(key)));
  // A block, or that somebody can sign in, that was found so is kept and counted, though it did not have to be made.
  const found = steps.filter((step) => !needed.includes(step) && isOfSignIn(stepCalled(step.title)));
  const [least, most] = [needed.length, needed.length + found.length];
  const count = Number(values.count);
  if (count < least || count > most) return `${least} steps are needed on the card, not ${values.count}`;
  const out = Number(values.out ?? 0);
  if (out !== steps.length - count) return `${steps.length - count} steps are not counted on the card, not ${out}`;
  const there = [...found, ...needed].filter(({ title }) => {
    const kind = stepCalled(title);
    return kind !== null && heldBetween(claim, kind, claim.asked - SLACK, claim.shown.at) === null;
  });
  return Number(values.done) <= there.length ? null : `only ${there.length} steps are in place, not ${values.done}`;
}

const NOT_COUNTED = ['skipped', 'impossible', 'left', 'as-is', 'let-go', 'waived'].map(
  (state) => `card.state.${state}`,
);

function isOfSignIn(kind: string | null): boolean {
  return kind === 'block-sign-in' || kind === 'unblock-sign-in';
}

function doneInAd(claim: Claim): string | null {
  const kinds = (claim.values.steps ?? claim.values.step ?? '')
    .split(/, | and /)
    .flatMap((each) => claim.stepCalled(each) ?? []);
  const problems = kinds.map((kind) => heldBetween(claim, kind, claim.asked - SLACK, claim.shown.at, EFFECTS_IN_AD));
  return problems.find((problem) => problem !== null) ?? null;
}

/**
 * Leaver wrote nothing about the person between the request and its end; with another request of theirs open, or a
 * block at once, nobody can tell. Words that do not say whose nothing it is are of people too, who may have done tasks.
 */
function nothingDone(claim: Claim): string | null {
  const { past, personId: id, asked, shown, deeds, reference, words } = claim;
  if (!/Leaver (has )?changed nothing/.test(words.words) && isTaskDone(claim)) return 'people have done a task of it';
  const isOther = (deed: Deed) =>
    (deed.reference !== null && deed.reference !== reference) || (deed.verb === 'block-now' && deed.at >= asked);
  if (id === null || deeds.some((deed) => isOther(deed) && deed.at < shown.at)) return null;
  let before = past.at(asked).people[id];
  for (const { event, state } of past.between(asked, shown.at)) {
    const after = state.people[id];
    if (event === 'graph' && after !== before) return 'Leaver changed the account';
    before = after;
  }
  return null;
}

function isTaskDone({ deeds, reference, shown }: Claim): boolean {
  return deeds.some((deed) => deed.verb === 'task-done' && deed.reference === reference && deed.at <= shown.at);
}

function blockedSometime({ past, personId: id, shown }: Claim): string | null {
  return id === null || past.some(Number.NEGATIVE_INFINITY, shown.at, (state) => isBlocked(state, id))
    ? null
    : 'was never blocked';
}

function isSyncedEver({ past, personId: id, shown }: Claim): boolean {
  return id === null || past.some(Number.NEGATIVE_INFINITY, shown.at, ({ people }) => people[id]?.ad !== null);
}
