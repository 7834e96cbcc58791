import { endedGoneInAd, goneInAdTask } from '../domain/gone-in-ad.ts';
import type { StepRecord } from '../domain/outcome.ts';
import type { Request } from '../domain/request.ts';
import { outcomeWithTasks } from '../domain/request-outcome.ts';
import { isStopped } from '../domain/stopped-between.ts';
import { taskReminders } from '../domain/task-hours.ts';
import { areTasksOff, tasksToOpen } from '../domain/tasks-of.ts';
import { isWatchEnded } from '../domain/work-off.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { withNewestNames } from './newest-names.ts';

/**
 * Hands out what is due to be handed out, or what looks left to people, notes which reminders have come, and has a request looked at once the last of
 * its tasks is over. It follows from the rows alone: called at every look, twice or late, it does what was not done.
 * Gives the request as it is then.
 */
export async function followTasks(context: FlowContext, found: Request): Promise<Request> {
  const { requests } = context.ports;
  const moved = (await open(context, found)) + (await endInVain(context, found)) + (await remind(context, found));
  if (moved === 0) return endByTasks(context, found);
  const read = (await requests.read(found.id)) ?? found;
  // Hours after the last look: what people get of it now calls the person by the name of now.
  const named = await withNewestNames(context, read);
  context.nudge(found.id);
  return endByTasks(context, named);
}

async function open(context: FlowContext, request: Request): Promise<number> {
  const found = areTasksOff(request) ? null : goneInAdTask(request, await stepsInAd(context, request));
  const tasks = [...tasksToOpen(request), ...(found === null ? [] : [found])];
  if (tasks.length === 0) return 0;
  const named = tasks.map((task) => ({ ...task, id: context.newId() }));
  return context.ports.tasks.open(request.id, named, tenantNow(context));
}

/** What was to be looked for in AD DS, once the account is back in the cloud: nobody let that go. */
async function endInVain(context: FlowContext, request: Request): Promise<number> {
  const asked = (request.tasks ?? []).length === 0 ? [] : endedGoneInAd(request, await stepsInAd(context, request));
  const change = { to: 'waived', answeredAt: tenantNow(context), by: null, byName: null, words: null } as const;
  const ended = await Promise.all(asked.map((task) => context.ports.tasks.move(task, change)));
  return ended.filter(Boolean).length;
}

/** Not read where nothing is done in AD DS. */
async function stepsInAd({ ports }: FlowContext, { id, plan, startedAt }: Request): Promise<readonly StepRecord[]> {
  const isInAd = startedAt !== null && plan.steps.some(({ lane }) => lane === 'on-premises');
  return isInAd ? ports.ledger.read(id) : [];
}

async function remind(context: FlowContext, request: Request): Promise<number> {
  const at = { now: tenantNow(context), workingHours: context.settings.policy.approvals.workingHours };
  let heard = 0;
  for (const task of request.tasks ?? []) {
    const next = areTasksOff(request) ? { ...task, remindAt: null } : taskReminders(request, task, at);
    const { reminded, remindAt } = next;
    if (reminded === task.reminded && remindAt === task.remindAt) continue;
    const quiet = reminded <= task.reminded;
    const isSet = await context.ports.tasks.move(task, { reminded, remindAt, quiet });
    if (isSet) heard += 1;
  }
  return heard;
}

/**
 * Every step was seen, and now the last task is over. That the request is done says a look of now (`watchDone`), not
 * the one before, which may be half a day old: others may have changed something back since. Once the watch is over, or
 * a later request deletes the account, nothing is looked at any more: what became of the account since is not for a
 * task to bring up, and the card says as of when it was seen.
 */
async function endByTasks(context: FlowContext, request: Request): Promise<Request> {
  if (request.state !== 'done-with-gaps' || (request.tasks ?? []).length === 0) return request;
  if (isStopped(request) || areTasksOff(request)) return request;
  const steps = await context.ports.ledger.read(request.id);
  if (outcomeWithTasks(request, steps) !== 'done') return request;
  const now = tenantNow(context);
  const looksNoMore = isWatchEnded(request) || request.wakeAt === null;
  if (!looksNoMore && (request.wakeAt ?? now) <= now) return request;
  const done = { state: 'done' as const, endedAt: now, newVersion: true };
  const change = looksNoMore ? done : { wakeAt: now };
  return (await context.ports.requests.change(request.id, { from: ['done-with-gaps'] }, change)) ?? request;
}
