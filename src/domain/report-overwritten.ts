import { titleOf } from './catalogue.ts';
import { isAccountGone } from './gone.ts';
import { isBack, waitsAgain } from './is-back.ts';
import { isGivenUp, isMade, type StepRecord } from './outcome.ts';
import type { Request } from './request.ts';
import { KEEPS_OUT, LETS_IN } from './sign-in-kinds.ts';
import type { StepKind } from './step.ts';
import { isTurnedBack } from './stopped-between.ts';
import { type Text, text } from './text.ts';
import { isElsewhere } from './turned-back-note.ts';
import { withoutMayBe } from './without-may-be.ts';

/**
 * Steps whose effect is not there, all by name: first what decides whether the person can sign in, above all in the
 * cloud, where nothing else does so. Directory sync and people are named only where that is what was found.
 */
export function overwrittenHeadline(
  overwritten: readonly StepRecord[],
  request: Request,
  steps: readonly StepRecord[],
): Text | null {
  const [lead, ...others] = [...overwritten].sort((one, other) => rankOf(one) - rankOf(other));
  if (lead === undefined) return null;
  const { targetUserName: name } = request;
  const by = lead.turnedBack?.by ?? '';
  const found = text(`report.headline.${keyOf(lead, request)}`, {
    ...{ step: titleOf(lead.kind), name, by },
    at: { instant: lead.turnedBack?.at ?? request.createdAt },
  });
  const headline = isBlocked(steps) ? blockStands(found) : found;
  const back = others.filter((step) => !isSaid(step) && !isElsewhere(step));
  const before = also('overwritten-also', also('said-also', headline, others.filter(isSaid)), back);
  return also('elsewhere-also', before, others.filter(isElsewhere));
}

/** The block in the cloud was made, and no look found it otherwise. */
function isBlocked(steps: readonly StepRecord[]): boolean {
  return steps.some((step) => step.kind === 'block-sign-in' && isMade(step.state));
}

/** What was found in AD DS alone lets nobody in yet: the block in the cloud lasts until a sync turns it back. */
function blockStands(found: Text): Text {
  const sure = withoutMayBe(found);
  return sure.key === found.key ? found : text('report.headline.block-temporary', { headline: sure });
}

function also(
  key: 'elsewhere-also' | 'overwritten-also' | 'said-also',
  headline: Text,
  steps: readonly StepRecord[],
): Text {
  if (steps.length === 0) return headline;
  return text(`report.headline.${key}`, { headline, steps: steps.map(({ kind }) => titleOf(kind)) });
}

/** That they may sign in is said where directory sync has a say in it; elsewhere the step says what is so. */
function keyOf(step: StepRecord, { facts }: Request) {
  if (isElsewhere(step)) return 'elsewhere';
  const { kind, turnedBack } = step;
  const mayBeIn = KEEPS_OUT.includes(kind) && facts.identity === 'synced';
  switch (turnedBack?.how) {
    case 'sync':
      if (KEEPS_OUT.includes(kind)) return 'overwritten';
      return LETS_IN.includes(kind) ? 'overwritten-restore' : 'overwritten-by-sync';
    case 'request':
      return LETS_IN.includes(kind) ? 'blocked-again-by' : 'changed-by-request';
    case 'said':
      if (turnedBack.by !== null) return 'disabled-after';
      return mayBeIn ? 'said-not-seen-block' : 'said-not-seen';
    case 'unknown':
      return mayBeIn ? 'changed-back-unknown-block' : 'changed-back-unknown';
    case 'person':
      if (turnedBack.by !== null) return mayBeIn ? 'changed-back-by-block' : 'changed-back-by';
  }
  return mayBeIn ? 'changed-back-block' : 'changed-back';
}

const FIRST: readonly StepKind[] = ['block-sign-in', 'unblock-sign-in', 'disable-account', 'enable-account'];

function rankOf(step: StepRecord): number {
  const place = FIRST.indexOf(step.kind);
  return (place === -1 ? FIRST.length : place) + (isSaid(step) ? 0.5 : 0);
}

/** What people do about it: work in AD DS only for a synced person, where sync or nobody is known to have done it. */
export function overwrittenTodo(
  steps: readonly StepRecord[],
  { targetUserName: name, facts }: Request,
): readonly Text[] {
  const overwritten = overwrittenOf(steps).filter(({ turnedBack }) => turnedBack?.how !== 'request');
  const isInAd = (step: StepRecord) => facts.identity === 'synced' && [...KEEPS_OUT, ...LETS_IN].includes(step.kind);
  const proven = overwritten.filter((step) => isInAd(step) && (isBySync(step) || isSaid(step)));
  // Nobody retries what Leaver is to make again anyway.
  const stuck = overwritten.filter((step) => !waitsAgain(step));
  const unknown = stuck.filter((step) => isInAd(step) && step.turnedBack?.how === 'unknown');
  const others = stuck.filter((step) => !proven.includes(step) && !unknown.includes(step));
  const has = (these: readonly StepRecord[], kinds: readonly StepKind[]) =>
    these.some(({ kind }) => kinds.includes(kind));
  const isToDo = has(proven, KEEPS_OUT) && !proven.every((step) => isDoneInAdSince(step, steps));
  return [
    ...(isToDo ? [text(`report.todo.overwritten${hasRunbook(steps) ? '' : '-by-hand'}`, { name })] : []),
    ...(has(proven, LETS_IN) ? [text('report.todo.overwritten-restore', { name })] : []),
    ...(unknown.length > 0 && proven.length === 0 ? [text('report.todo.changed-back-unknown', { name })] : []),
    ...(others.some(isSaid) ? [text('report.todo.said-not-seen')] : []),
    ...changedBackTodo(
      others.filter((step) => !isSaid(step) && !isElsewhere(step)),
      steps,
    ),
    ...(others.some(isElsewhere) ? [text('report.todo.elsewhere')] : []),
  ];
}

/** Once its account was found deleted, a retry can only fail. */
function changedBackTodo(back: readonly StepRecord[], steps: readonly StepRecord[]): readonly Text[] {
  if (back.length === 0) return [];
  const outOfAd = (these: readonly StepRecord[]) => these.filter(({ lane }) => lane !== 'on-premises');
  const isGone = outOfAd(back).length === back.length && isAccountGone(outOfAd(steps));
  return [text(isGone ? 'report.todo.changed-back-gone' : 'report.todo.changed-back')];
}

/**
 * While its half in AD DS waits for its answer; none once the helpdesk has said that it cannot be done, or let it go.
 */
function hasRunbook(steps: readonly StepRecord[]): boolean {
  return !steps.some(({ kind, state }) => kind === 'disable-account' && isGivenUp(state));
}

/**
 * With a result, or seen there, after this was found turned back: the next sync brings it, and nobody has to do it
 * again.
 */
function isDoneInAdSince({ turnedBack }: StepRecord, steps: readonly StepRecord[]): boolean {
  const inAd = steps.find(({ kind }) => kind === 'disable-account');
  if (inAd === undefined || inAd.acceptedAt === null || turnedBack === null) return false;
  const isDone =
    inAd.state === 'verified' || inAd.state === 'accepted' || (inAd.state === 'attested' && inAd.evidence !== null);
  return isDone && inAd.acceptedAt > turnedBack.at;
}

export function overwrittenOf(steps: readonly StepRecord[]): readonly StepRecord[] {
  return steps.filter(isBack);
}

/**
 * Of what keeps the person out: turned back, and left so by people, where its other half does not keep them out either.
 */
export function leftBack(steps: readonly StepRecord[]): readonly StepRecord[] {
  const halves = steps.filter(({ kind }) => KEEPS_OUT.includes(kind));
  return halves.some(({ state }) => isMade(state))
    ? []
    : halves.filter((step) => step.state === 'waived' && isTurnedBack(step));
}

/** The block in the cloud was made, and is not there any more. */
export function isBlockBack(steps: readonly StepRecord[]): boolean {
  return steps.some((step) => step.kind === 'block-sign-in' && isBack(step));
}

export function isBySync({ turnedBack }: Pick<StepRecord, 'turnedBack'>): boolean {
  return turnedBack?.how === 'sync';
}

/** People said that it is done, and a look shows that it is not: that was never changed back. */
export function isSaid({ turnedBack }: Pick<StepRecord, 'turnedBack'>): boolean {
  return turnedBack?.how === 'said';
}
