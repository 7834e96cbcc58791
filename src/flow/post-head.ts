import { HEAD_POSTED, STARTED } from '../domain/audit-entry.ts';
import { text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import { membersInOffice } from './standing.ts';

/** Real seconds that posting may take before another process takes it over. */
const LEASE_SECONDS = 60;
/** Real milliseconds before it is tried again when nobody could be reached. */
const PAUSE = 300_000;
/** People begin their day with it, in tenant time, UTC. */
const HOUR = 7;

/**
 * Once a day of tenant time every approver gets the head of the audit in their own chat, where whoever may write the
 * database cannot reach it: a chain that was cut off or written anew does not have that entry any more. The chain
 * itself says when it was posted last, so that a restart forgets nothing; a day on which nothing was added has no post.
 * After a crash in between it may be posted twice.
 */
export function createHeadPost(context: FlowContext, owner: string): () => Promise<void> {
  let seenDay = '';
  let notBefore = 0;
  return async () => {
    const { ports, log } = context;
    const day = dayOf(ports.clock.now());
    if (day === seenDay || Date.now() < notBefore) return;
    if (!(await ports.leases.take('audit-head', owner, LEASE_SECONDS))) return;
    try {
      const done = await postHead(context, day);
      if (done) seenDay = day;
      else notBefore = Date.now() + PAUSE;
    } catch (error) {
      notBefore = Date.now() + PAUSE;
      log({ kind: 'head-not-posted', code: error instanceof Error ? error.name : 'unknown' });
    } finally {
      await ports.leases.release('audit-head', owner);
    }
  };
}

/** True when there is nothing more to do on this day. */
async function postHead(context: FlowContext, day: string): Promise<boolean> {
  const { audit, messenger } = context.ports;
  const [last, head] = [await audit.lastHeadPost(), await audit.head()];
  if (last === null) {
    await audit.add({ kind: STARTED, code: day, actorId: null });
    return true;
  }
  if (head === null || last.code === day || last.number === head.number) return true;
  const approvers = await membersInOffice(context, [context.settings.approverGroupId]);
  const said = [];
  for (const { id } of approvers)
    said.push(await messenger.notify(id, text('audit.head-of-day', { number: head.number, hash: head.hash })));
  if (!said.includes('sent')) {
    context.log({ kind: 'head-not-posted', code: 'nobody-reachable' });
    return false;
  }
  await audit.add({ kind: HEAD_POSTED, code: day, actorId: null });
  return true;
}

function dayOf(now: Date): string {
  return new Date(now.getTime() - HOUR * 3_600_000).toISOString().slice(0, 10);
}
