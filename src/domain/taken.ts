import { asksBack } from './asks-back.ts';
import { standsSince } from './attempts-over.ts';
import { givenBackBy } from './given-back-by.ts';
import { isDenied } from './is-denied.ts';
import { jsonField } from './json-field.ts';
import { letInAt } from './let-in-at.ts';
import type { EarlierRun } from './plan-input.ts';
import { saidDoneBefore } from './said-done-before.ts';
import { isShownTaken, isStillAway } from './still-away.ts';
import { textOf } from './stored.ts';
import { type Found, takenBy } from './taken-by.ts';
import type { TargetUser } from './target-user.ts';
import type { Json } from './text.ts';
import { GIVING_KINDS, type GivingKind, type Taken, UNDOES } from './undoes.ts';
import { wasDone } from './was-done.ts';
import { wasTried } from './was-tried.ts';

/**
 * What Leaver took from this person over all runs: ever taken, less what a restore gave back. `away` is to be given
 * back; `changed` is not, since others gave it back or changed it after us, as far as the facts show.
 */
export function takenFrom(
  runs: readonly EarlierRun[],
  facts: TargetUser,
): { readonly away: readonly Taken[]; readonly changed: readonly Taken[] } {
  const held = new Map<string, Taken>();
  for (const run of runs) {
    if (letInAt(run) !== null) forgetHandedOut(held, run);
    for (const step of run.steps) follow(held, run, step);
  }
  const taken = [...held.values()].filter((item) => item.how !== 'handed-out' || isShownTaken(item, facts));
  const away = taken.filter((item) => isStillAway(item, facts));
  // What was perhaps never there is nothing that others changed.
  return { away, changed: taken.filter((item) => item.how !== 'tried' && !away.includes(item)) };
}

/**
 * Whoever was let in had it then, unless that restore was to give it back: what went since is nothing that anybody was
 * asked to take before.
 */
function forgetHandedOut(held: Map<string, Taken>, { steps }: EarlierRun): void {
  for (const [id, taken] of held) {
    if (taken.how === 'handed-out' && !steps.some((step) => asksBack(step, taken))) held.delete(id);
  }
}

function follow(held: Map<string, Taken>, run: EarlierRun, step: EarlierRun['steps'][number]): void {
  for (const kind of GIVING_KINDS) {
    if (step.kind === UNDOES[kind])
      for (const found of takenBy(step, run.request)) hold(held, { run, step, kind, found });
  }
  for (const { kind, key } of givenBackBy(step, [...held.values()])) held.delete(idOf(kind, key));
}

/** What was there before the first of several takings is what goes back, where the later one found our own doing. */
function hold(
  held: Map<string, Taken>,
  {
    run,
    step,
    kind,
    found,
  }: {
    readonly run: EarlierRun;
    readonly step: EarlierRun['steps'][number];
    readonly kind: GivingKind;
    readonly found: Found;
  },
): void {
  const id = idOf(kind, found.key);
  const earlier = held.get(id);
  const isOurs = step.lane !== 'on-premises' || (wasDone(step) && !isDenied(step));
  const saidAt = saidDoneBefore(step);
  const isReported = step.state === 'attested' || (saidAt !== null && !wasDone(step));
  const [isTried, since] = [wasTried(step), standsSince(step)];
  const how = isReported ? 'reported' : isTried && since === null ? 'tried' : isOurs ? 'done' : 'handed-out';
  // What was taken for certain stays so.
  if (how === 'handed-out' && earlier !== undefined) return;
  const { foundSet } = found;
  // Where it was only tried, what it found of ours may stand there still.
  const either = isTried ? { or: foundSet ?? null } : {};
  const isOwnDoing = earlier !== undefined && isSetBy(earlier, foundSet);
  const before = isOwnDoing ? { ...settingOf(earlier.before, found.before), ...either } : found.before;
  const at = step.acceptedAt ?? step.verifiedAt ?? saidAt ?? since ?? step.intendedAt ?? run.request.createdAt;
  held.set(id, {
    ...found,
    before,
    kind,
    stepId: step.id,
    reference: run.request.reference,
    at,
    how,
  });
}

function isSetBy({ set, before }: Taken, words: string | undefined): boolean {
  return words !== undefined && (words === set || words === textOf(before, 'or'));
}

/** What was there before the first, known by the words that the last one put in its place. */
function settingOf(first: Json, last: Json) {
  return { setting: jsonField(first, 'setting'), set: jsonField(last, 'set') };
}

function idOf(kind: GivingKind, key: string): string {
  return `${kind} ${key}`;
}
