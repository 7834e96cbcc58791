import type { ServerResponse } from 'node:http';
import type { Tenant, TenantState } from '../tenant.ts';
import { setCounts } from './page.ts';
import { personRow } from './person-row.ts';
import { peopleInOrder } from './person-state.ts';
import { SHOWN_ENTRIES, timelineEntries } from './timeline.ts';
import type { Words } from './words.ts';

/** Real milliseconds: changes so close together are sent as one. */
const GATHER_MS = 40;
/** A comment this often keeps the connection from looking dead. */
const HEARTBEAT_MS = 15_000;

/**
 * Sends one reader (server-sent events) the clock, the rows and timeline entries that changed, until it leaves.
 *
 * A reader that comes back after a break gets everything again, so that nothing between page and connection is missed.
 */
export function sendLiveUpdates(tenant: Tenant, response: ServerResponse, words: Words): void {
  const sent = new Map<string, string>();
  let told = 0;
  let waiting: NodeJS.Timeout | undefined;

  const send = (event: string, value: unknown) => {
    response.write(`event: ${event}\ndata: ${JSON.stringify(value)}\n\n`);
  };
  const update = () => {
    const state = tenant.state();
    const rows = peopleInOrder(tenant, state).map((person) => ({
      id: person.id,
      html: personRow(tenant, state, person, words).html,
    }));
    const changed = rows.filter(({ id, html }) => sent.get(id) !== html);
    for (const { id, html } of changed) sent.set(id, html);
    if (changed.length > 0) send('people', { changed, order: rows.map(({ id }) => id), counts: setCounts(state) });
    sendTimeline(state);
    send('clock', clockOf(tenant, state));
  };
  const sendTimeline = (state: TenantState) => {
    const newest = state.timeline.at(-1)?.number ?? 0;
    if (newest === told) return;
    // After a reset the numbers begin anew.
    const anew = told === 0 || newest < told;
    const entries = timelineEntries(tenant, state, words, anew ? 0 : told).map(({ html }) => html);
    send('timeline', { anew, entries, keep: SHOWN_ENTRIES });
    told = newest;
  };
  const soon = () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      update();
    }, GATHER_MS);
  };

  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
  response.write('retry: 1000\n\n');
  update();
  const stops = [tenant.onChange(soon), tenant.clock.onJump(soon)];
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  response.on('close', () => {
    clearInterval(heartbeat);
    clearTimeout(waiting);
    for (const stop of stops) stop();
  });
}

function clockOf(tenant: Tenant, state: TenantState) {
  const { now, speed } = tenant.clock.reading();
  const { lastCycleAt, nextCycleAt, intervalMinutes, paused } = state.sync;
  return { now, speed, lastCycleAt, nextCycleAt, intervalMinutes, paused };
}
