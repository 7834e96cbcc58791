import { awaitsAgreement } from '../domain/agreement.ts';
import { DirectoryUnavailable } from '../domain/errors.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import { isEscalated, nextReminder, remindersOf } from '../domain/reminders.ts';
import type { Request, RequestState } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import { followEmergency } from './answer-emergency.ts';
import { beginRun } from './begin-run.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { followProposal } from './follow-proposal.ts';
import { followTasks } from './follow-tasks.ts';
import { lapsed } from './lapse-agreement.ts';
import { letGoUnread } from './let-go-unread.ts';
import { proposeAgain } from './propose-again.ts';
import { READ_WITHIN, renewProposal } from './renew-proposal.ts';
import { restBehind } from './rest-behind.ts';
import { runRequest } from './run-request.ts';
import { waitForHour } from './wait-for-hour.ts';
import { waitUntil } from './wait-until.ts';
import { watchDone } from './watch-done.ts';

/** Real seconds a worker may be silent before another takes its request over. */
const LEASE_SECONDS = 20;

/**
 * Takes a request as far as it goes now: expires it, schedules it, starts it, runs and verifies its steps, watches it.
 * It is called when somebody acted, when an hour came, and after every start; it reads where the request stands and
 * never relies on why it was called, so that it may be called twice, or late, or not at all for a while.
 */
export function createAdvance(context: FlowContext, owner: string): (requestId: string) => Promise<void> {
  const busy = new Map<string, { again: boolean }>();
  return async function advance(requestId) {
    const running = busy.get(requestId);
    if (running !== undefined) {
      running.again = true;
      return;
    }
    const turn = { again: false };
    busy.set(requestId, turn);
    try {
      do {
        turn.again = false;
        // Whoever's click woke it, what it does now is Leaver's own.
        await context.ports.audit.as(null, () => advanceUnderLease(context, owner, requestId));
      } while (turn.again);
    } finally {
      busy.delete(requestId);
    }
  };
}

async function advanceUnderLease(context: FlowContext, owner: string, requestId: string): Promise<void> {
  const { leases } = context.ports;
  if (!(await leases.take(requestId, owner, LEASE_SECONDS))) return;
  const renewal = setInterval(
    () => {
      leases.take(requestId, owner, LEASE_SECONDS).catch(() => context.log({ kind: 'lease-not-renewed', requestId }));
    },
    (LEASE_SECONDS * 1000) / 4,
  );
  try {
    await advanceAsFarAsItGoes(context, requestId);
  } finally {
    clearInterval(renewal);
    await leases.release(requestId, owner);
    context.nudge(requestId);
  }
}

async function advanceAsFarAsItGoes(context: FlowContext, requestId: string): Promise<void> {
  let request = await context.ports.requests.read(requestId);
  while (request !== null) {
    const next: Request | null = await oneMove(context, request);
    if (next === null) return;
    context.nudge(requestId);
    request = next;
  }
}

/** The request after one move, or null when there is nothing to do now. */
async function oneMove(context: FlowContext, request: Request): Promise<Request | null> {
  try {
    await followProposal(context, request);
    const followed = await followTasks(context, await followEmergency(context, request));
    // A look that is due is made, whatever hour was set for the next proposal meanwhile.
    const isDue = request.wakeAt !== null && request.wakeAt <= tenantNow(context);
    return await MOVES[followed.state](context, isDue ? { ...followed, wakeAt: request.wakeAt } : followed);
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    context.log({ kind: 'directory-unavailable', requestId: request.id });
    await wakeLater(context, request);
    return null;
  }
}

type Move = (context: FlowContext, request: Request) => Promise<Request | null>;

const rest: Move = async () => null;

const MOVES: Record<RequestState, Move> = {
  pending: expireWhenDue,
  approved: startOrSchedule,
  scheduled: startWhenDue,
  running: runRequest,
  watching: unlessTurned(runRequest),
  done: unlessTurned(watchDone),
  'done-with-gaps': unlessTurned(watchDone),
  declined: rest,
  expired: proposeAgain,
  withdrawn: rest,
  stopped: rest,
};

/** Looks that would work against what was decided since are not made. */
function unlessTurned(look: Move): Move {
  return async (context, request) => {
    const behind = request.wakeAt === null ? 'goes-on' : await restBehind(context, request);
    if (behind === 'rests') return null;
    return behind === 'goes-on' ? look(context, request) : behind;
  };
}

/**
 * Never runs undecided: expiry is the earlier of policy and hour (design, section 10). What was approved before
 * somebody moved it does not expire with that.
 */
async function expireWhenDue(context: FlowContext, request: Request): Promise<Request | null> {
  const now = tenantNow(context);
  if (now < request.expiresAt) {
    const found = await renewProposal(context, request, READ_WITHIN.waiting);
    return found.status === 'renewed' ? found.request : remind(context, request, now);
  }
  const kept = awaitsAgreement(request) ? lapsed(context, request, now) : null;
  if (kept !== null)
    return context.ports.requests.change(request.id, { from: ['pending'], version: request.version }, kept);
  return context.ports.requests.change(
    request.id,
    { from: ['pending'], version: request.version },
    {
      state: 'expired',
      note: whyExpired(request),
      endedAt: now,
      // What Leaver proposed has to be proposed again.
      wakeAt: request.proposal === null ? null : now,
      newVersion: true,
    },
  );
}

function whyExpired(request: Request): Text {
  if (awaitsAgreement(request)) return text('flow.expired-not-agreed', { name: request.requesterName });
  const atItsHour = request.dueAt !== null && request.expiresAt === request.dueAt;
  return text(atItsHour ? 'flow.expired-at-hour' : 'flow.expired');
}

/**
 * A moment has come at which people are reminded, or others are asked too: who and what, the teller reads from the
 * rows.
 */
async function remind(context: FlowContext, request: Request, now: string): Promise<null> {
  const { policy } = context.settings;
  const escalated = isEscalated(request, policy, now) ? 1 : 0;
  const reminded = remindersOf(request, policy).filter((at) => at <= now).length + escalated;
  const next = [nextReminder(request, policy, now), ...nextReading(request, now)].sort()[0] ?? null;
  if (reminded === request.reminded) return waitUntil(context, request, next);
  const expected = { from: [request.state], version: request.version };
  const changed = await context.ports.requests.change(request.id, expected, { wakeAt: next, reminded });
  context.nudge(request.id);
  return waitUntil(context, changed ?? request, next);
}

/** When the person is read again whom Leaver proposes to let in; others are read when what was approved starts. */
function nextReading({ proposal }: Request, now: string): readonly string[] {
  return proposal === null ? [] : [minutesAfter(now, READ_WITHIN.waiting)];
}

async function startOrSchedule(context: FlowContext, request: Request): Promise<Request | null> {
  if (request.lateSince !== null) return waitForHour(context, request, request.lateSince);
  if (request.dueAt === null || request.dueAt <= tenantNow(context)) return beginRun(context, request);
  return context.ports.requests.change(
    request.id,
    { from: ['approved'], version: request.version },
    { state: 'scheduled', wakeAt: request.dueAt },
  );
}

async function startWhenDue(context: FlowContext, request: Request): Promise<Request | null> {
  const { dueAt } = request;
  return dueAt !== null && dueAt > tenantNow(context) ? waitUntil(context, request, dueAt) : beginRun(context, request);
}

/** The directory could not be read: nothing was changed in the tenant; look again in a minute of its time. */
async function wakeLater(context: FlowContext, request: Request): Promise<void> {
  const wakeAt = minutesAfter(tenantNow(context), 1);
  if (await letGoUnread(context, request, wakeAt)) return;
  await context.ports.requests.change(request.id, { from: [request.state] }, { wakeAt });
}
