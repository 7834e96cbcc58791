import { DirectoryUnavailable } from '../domain/errors.ts';
import { heldUntil } from '../domain/held-until.ts';
import { isSettled, type StepRecord } from '../domain/outcome.ts';
import type { Request } from '../domain/request.ts';
import { protectedSince, stepsByHand } from '../domain/rules.ts';
import { ENDS_ACCESS } from '../domain/sign-in-kinds.ts';
import { soonest } from '../domain/soonest.ts';
import type { Text } from '../domain/text.ts';
import { tenantNow } from './context.ts';
import { lostInWords, readAuthority } from './lasting-authority.ts';
import type { StepRun } from './step-run.ts';

/** Tenant time after which what was read before the last write says nothing any more, milliseconds. */
const WAIT = 5 * 60_000;

/** What is not as it was when it began: why the person may not be touched, null = they may; and who counts no more. */
type Meanwhile = { readonly refused: Text | null; readonly lost: readonly Text[] };

/**
 * Right before a write after a wait, and before everything that is done again: what protects the person by now, and in
 * the same batch who still counts of those on whose word it runs. Half done or not, nobody protected is written; what
 * is left is named for a privileged administrator. What was begun, or ends access, is finished whoever left meanwhile.
 * Throws `DirectoryUnavailable`, also where nothing but the unknown protects: that was known when it began.
 */
export async function whatChangedMeanwhile({ context, request, step, steps }: StepRun): Promise<Meanwhile> {
  const now = Date.parse(tenantNow(context));
  const waited = now - lastWrite(request, steps.filter(restsOnPeople)) > WAIT;
  const asksPeople = step.attempt === 0 && restsOnPeople(step) && waited;
  const isRead = isAgain(step) || asksPeople || now - lastWrite(request, steps) > WAIT;
  if (!isRead) return { refused: null, lost: [] };
  const asked = { targetUserId: request.targetUserId, chainNow: null };
  const { protections, lost } = await readAuthority(context, request, asked);
  const left = steps.filter(({ state }) => !isSettled(state) && state !== 'accepted' && state !== 'running');
  const refused = protectedSince(request.facts, protections, stepsByHand(left));
  if (refused === null && protections.length > 0) throw new DirectoryUnavailable('protections could not be read');
  return { refused, lost: asksPeople ? lostInWords(lost) : [] };
}

function isAgain({ turnedBack, attempt }: StepRecord): boolean {
  return turnedBack !== null || attempt > 0;
}

/** Whatever else was written meanwhile without asking for them says nothing of the people. */
function restsOnPeople(step: StepRecord): boolean {
  return !ENDS_ACCESS.includes(step.kind) && step.turnedBack === null && step.attempt <= 1;
}

/** Nothing more is begun on the word of people who count no more: it rests until somebody who counts lets it go on. */
export async function holdByLeaver({ context, request }: StepRun, lost: readonly Text[]): Promise<void> {
  const at = tenantNow(context);
  const until = heldUntil(at);
  const hold = { how: 'hold', by: '', byName: 'Leaver', reason: '', at, until, reminded: 0, lost } as const;
  const now = await context.ports.requests.read(request.id);
  if (now === null || now.hold !== null) return;
  const expected = { from: [now.state], version: now.version };
  await context.ports.requests.change(request.id, expected, {
    hold,
    wakeAt: soonest(now.wakeAt, until),
    newVersion: true,
  });
  context.log({ kind: 'request-held-by-leaver', requestId: request.id });
  context.nudge(request.id);
}

/** When it began, or last changed anything. */
function lastWrite({ startedAt }: Request, steps: readonly StepRecord[]): number {
  return Math.max(
    Date.parse(startedAt ?? '') || 0,
    ...steps.map(({ intendedAt }) => Date.parse(intendedAt ?? '') || 0),
  );
}
