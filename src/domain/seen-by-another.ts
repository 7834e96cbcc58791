import { adToCloud } from './delays.ts';
import { jsonField } from './json-field.ts';
import { isSyncedByConnect } from './last-cycle.ts';
import { lastRead } from './last-read.ts';
import { letInAt } from './let-in-at.ts';
import type { StepRecord } from './outcome.ts';
import type { EarlierRun } from './plan-input.ts';
import type { Request } from './request.ts';
import type { StepKind } from './step.ts';
import { fateOf } from './stopped-between.ts';
import { syncModelOf } from './sync-model.ts';
import type { TargetUser } from './target-user.ts';
import { decidesSignIn, turningOf } from './turning-round.ts';

/**
 * What is so of the person, whichever request asked for it: nothing of the request itself decides whether it is done.
 */
const OF_THE_PERSON: readonly StepKind[] = ['disable-account'];

/** Whether what is seen of a step of this kind counts for every request about the person. */
export function countsForAll(kind: StepKind): boolean {
  return OF_THE_PERSON.includes(kind);
}

/** The same step, as another request about the person has seen it, and which request that is. */
export type SeenByAnother = { readonly reference: string; readonly step: StepRecord; readonly seenAt: string };

/**
 * What another request has seen done in AD DS since this one began, and since this one last found it otherwise; null =
 * nothing. What people only said or pasted there counts no more here than there. A restore that began after it makes it
 * old, unless it was stopped before anybody could have enabled the account; so does what any request read of it since,
 * where the account was enabled. What was seen before counts once that request has looked again after a directory sync,
 * where this one found the block standing and has never found it otherwise.
 */
export function seenByAnother(
  { id, startedAt, facts }: Pick<Request, 'id' | 'startedAt' | 'facts'>,
  step: StepRecord,
  runs: readonly EarlierRun[],
): SeenByAnother | null {
  if (!countsForAll(step.kind) || startedAt === null) return null;
  const since = [startedAt, step.turnedBack?.at ?? startedAt].sort().at(-1) ?? startedAt;
  const own = runs.find(({ request }) => request.id === id)?.steps ?? [];
  const stood = !facts.accountEnabled && own.every(({ turnedBack }) => turnedBack === null);
  const lastIn = [...runs.filter(mayHaveEnabled).map(startOf), ...runs.map(foundEnabledAt)].sort().at(-1) ?? '';
  for (const { request, steps } of runs) {
    if (request.id === id) continue;
    const seen = steps.find(({ kind, state }) => kind === step.kind && state === 'verified');
    if (seen === undefined || seen.verifiedAt === null || seen.verifiedAt <= lastIn) continue;
    const before = stood ? seenAgainAt(seen, step, since, facts.adDomain) : null;
    const seenAt = seen.verifiedAt > since ? seen.verifiedAt : before;
    if (seenAt !== null && seenAt > since) return { reference: request.reference, step: seen, seenAt };
  }
  return null;
}

/**
 * When a later look found it so as well: each writes down when it read. In the cloud alone this request's own block
 * stands there as well, and only a sync since shows that AD DS leaves it so. Where sync brought a change of this very
 * account after AD DS was seen, that may have enabled it, and somebody else blocked it in the cloud: nothing tells.
 */
function seenAgainAt(
  { evidence, verifiedAt }: StepRecord,
  own: StepRecord,
  since: string,
  adDomain: TargetUser['adDomain'],
): string | null {
  const read = lastRead({ evidence, verifiedAt: null });
  const brought = jsonField(evidence, 'personLastSync');
  if (read === null || (typeof brought === 'string' && brought > (verifiedAt ?? ''))) return null;
  const sync = jsonField(evidence, 'tenantLastSync');
  if (isSyncedByConnect(adDomain)) return typeof sync === 'string' && sync > since ? read : null;
  // Cloud Sync does not say when it ran, and is as silent while its agent is down: first a script has to have found it
  // disabled for this request. Then it brought nothing of the account when it had had the time for it.
  const [, , latest] = adToCloud(syncModelOf(adDomain));
  const found = foundDisabledAt(own);
  const isInTime = found !== null && Date.parse(read) - Date.parse(found > since ? found : since) > latest * 60_000;
  return typeof brought === 'string' && isInTime ? read : null;
}

/** When the result of this request's own runbook was pasted, ISO UTC; null = there is none that says so. */
function foundDisabledAt({ state, evidence, acceptedAt }: StepRecord): string | null {
  const result = jsonField(evidence, 'result');
  return state === 'attested' && jsonField(result, 'accountDisabled') === true ? acceptedAt : null;
}

function startOf({ request }: EarlierRun): string {
  return request.startedAt ?? '';
}

function foundEnabledAt({ request: { facts } }: EarlierRun): string {
  return facts.accountEnabled ? facts.readAt : '';
}

function mayHaveEnabled(run: EarlierRun): boolean {
  const { request, steps } = run;
  if (request.choices.kind !== 'restore-user') return false;
  const isUnsure = steps.some((step) => decidesSignIn(step.kind) && fateOf(step) === 'unsure');
  return isUnsure || letInAt(run) !== null || turningOf(request, steps) === 'under-way';
}
