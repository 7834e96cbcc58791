import { enabledBefore } from '../domain/disabled-after.ts';
import type { StepRecord } from '../domain/outcome.ts';
import { type Request, WATCHED_STATES } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import { isTurnedRound } from '../domain/work-off.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Transaction } from './ports.ts';

/** The restore that stands, and its step that is not so any more. */
export type DisabledAfter = { readonly restore: Request; readonly enable: StepRecord };

/**
 * Whose work in Active Directory a runbook turned back that was run for a request which that one had turned round, at
 * `at`; null = nobody's.
 */
export async function disabledAfter(
  { ports }: FlowContext,
  { note }: Request,
  at: string | null,
): Promise<DisabledAfter | null> {
  const reference = note?.values?.reference;
  if (at === null || !isTurnedRound({ note }) || typeof reference !== 'string') return null;
  const restore = await ports.requests.read(reference);
  if (restore === null || isTurnedRound(restore) || !WATCHED_STATES.includes(restore.state)) return null;
  const enable = enabledBefore(at, await ports.ledger.read(restore.id));
  return enable === null ? null : { restore, enable };
}

/**
 * Its card asks for the work again, and it is looked at now and after every sync. Gives the ids of what is to be told
 * about.
 */
export async function askToEnableAgain(
  context: FlowContext,
  { restore, enable }: DisabledAfter,
  by: string,
  transaction: Transaction,
): Promise<readonly string[]> {
  const now = tenantNow(context);
  const moved = await context.ports.ledger.move(
    enable.id,
    [enable.state],
    'overwritten',
    {
      evidence: null,
      turnedBack: { times: (enable.turnedBack?.times ?? 0) + 1, at: now, how: 'said', by },
      notBefore: null,
      note: text('flow.disabled-after', { reference: by }),
    },
    transaction,
  );
  if (moved === null) return [];
  const { state } = restore;
  const change = {
    state: state === 'running' ? state : 'watching',
    endedAt: null,
    wakeAt: now,
    newVersion: true,
  } as const;
  await context.ports.requests.change(restore.id, { from: [state] }, change, transaction);
  await context.ports.queue.send('advance-request', restore.id, transaction);
  return [restore.id];
}
