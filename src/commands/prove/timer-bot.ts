import { startApp } from '../../app.ts';
import { readConfig } from '../../config.ts';
import type { Request, RequestState } from '../../domain/request.ts';
import type { Ports } from '../../flow/ports.ts';

/**
 * The control of the watch proof: the product with one defence taken out. When to look again at what was done is kept
 * as a timer is, in memory only; the row never has it. Without kills it does all that the product does. The proof must
 * catch it when it is killed, or it proves nothing.
 */
await startApp(readConfig(process.env), { sandboxUrl: null, replace: keepHoursInMemory });

const WATCHED: readonly RequestState[] = ['watching', 'done'];

function keepHoursInMemory(ports: Ports): Ports {
  const hours = new Map<string, string>();
  const withHour = (request: Request) => ({ ...request, wakeAt: hours.get(request.id) ?? request.wakeAt });
  return {
    ...ports,
    requests: {
      ...ports.requests,
      async read(idOrReference) {
        const request = await ports.requests.read(idOrReference);
        return request === null ? null : withHour(request);
      },
      async change(id, expected, change, transaction) {
        const state = change.state ?? (await ports.requests.read(id))?.state;
        const hour = change.wakeAt;
        const isWatched = state !== undefined && WATCHED.includes(state) && hour !== undefined;
        const written = isWatched ? { ...change, wakeAt: null } : change;
        const changed = await ports.requests.change(id, expected, written, transaction);
        if (changed === null) return null;
        if (isWatched && hour !== null) hours.set(id, hour);
        else if (hour !== undefined) hours.delete(id);
        return withHour(changed);
      },
    },
    wakeups: {
      async due(now, limit) {
        const rung = [...hours].filter(([, hour]) => hour <= now.tenant.toISOString()).map(([id]) => id);
        return [...new Set([...(await ports.wakeups.due(now, limit)), ...rung])].slice(0, limit);
      },
    },
  };
}
