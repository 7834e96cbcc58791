import { isFoundInPlace } from './found-in-place.ts';
import { isWatched } from './is-watched.ts';
import type { StepRecord } from './outcome.ts';
import type { EarlierRun } from './plan-input.ts';
import type { Report } from './report.ts';
import { decidesInAd } from './sign-in-kinds.ts';
import type { StepKind } from './step.ts';
import { text } from './text.ts';
import { withoutMayBe } from './without-may-be.ts';
import { isTurnedRound } from './work-off.ts';

/**
 * A request as it may be shown beside how the person stands at this moment. What its last look found counts only while
 * there are looks, and while it agrees with what Microsoft 365 says now; of what is over otherwise only the end and its
 * hour are left. `isOut`: the person is kept out.
 */
export function reportNow(given: Report, { isOut, isIn, runs }: Now): Report {
  const report = isIn ? { ...given, headline: withoutMayBe(given.headline) } : given;
  const { state, endedAt, createdAt } = report.request;
  const agrees = isAsPromised(report, isOut, runs);
  const isOver = state === 'done' || state === 'done-with-gaps';
  if (!isOver || (agrees && isWatched(report.request))) return agrees ? report : { ...report, lines: [] };
  const at = { instant: endedAt ?? createdAt };
  // By which request it was turned round, and when, is known.
  if (isTurnedRound(report.request)) return { ...report, lines: [] };
  return { ...report, lines: [], headline: text(`why.request.${state}`, { at }) };
}

type Now = {
  readonly isOut: boolean;
  /** It is said that the person can sign in: then not beside it that they may. */
  readonly isIn: boolean;
  readonly runs: Runs;
};

type Runs = readonly EarlierRun[];

/** Whether the person can sign in, or cannot, as this request left it; one that has not come so far promises only. */
function isAsPromised({ request }: Report, isOut: boolean, runs: Runs): boolean {
  const keepsOut = request.choices.kind !== 'restore-user';
  // What a restore that waits promised of signing in is not what is so by now.
  if (request.startedAt === null) return keepsOut || isOut;
  const steps = runs.find(({ request: { id } }) => id === request.id)?.steps ?? [];
  return !steps.some(hasDecided) || keepsOut === isOut;
}

function hasDecided(step: StepRecord): boolean {
  if (isFoundInPlace(step) || (decidesInAd(step) && step.state === 'verified')) return true;
  return DECIDES.includes(step.kind) && ['accepted', 'verified'].includes(step.state);
}

const DECIDES: readonly StepKind[] = ['block-sign-in', 'unblock-sign-in'];
