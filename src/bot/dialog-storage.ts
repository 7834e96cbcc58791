import type { Storage, StoreItems } from 'botbuilder';
import { z } from 'zod';
import type { Json } from '../domain/text.ts';
import type { DialogStates } from '../flow/ports.ts';
import type { BotLog } from './log.ts';

/** Raised when what dialogs keep changes its meaning: older state is dropped, the person starts again. */
const VERSION = 1;

const storedSchema = z.object({ version: z.literal(VERSION), state: z.record(z.string(), z.json()) });

/**
 * Botbuilder's Storage over the port. What a newer or older Leaver wrote is dropped and never thrown about: it is
 * disposable (teams.md 6.1).
 *
 * BotState always writes with the tag '*', so that the last writer would win; the tag of the turn's own read is used
 * instead, and a turn that lost against another replica throws from `write`.
 */
export function createDialogStorage(states: DialogStates, log: BotLog): Storage {
  const tags = new Map<string, string | null>();
  return {
    async read(keys) {
      const found = await states.read(keys);
      const items: StoreItems = {};
      for (const key of keys) {
        const kept = found[key];
        tags.set(key, kept?.eTag ?? null);
        const stored = storedSchema.safeParse(kept?.value);
        if (stored.success) items[key] = { ...stored.data.state };
        else if (kept !== undefined) log({ event: 'dialog-dropped' });
      }
      return items;
    },
    async write(items) {
      const changes = Object.entries(items).map(([key, state]) => [key, change(key, state)] as const);
      await states.write(Object.fromEntries(changes));
      for (const key of Object.keys(items)) tags.delete(key);
    },
    async delete(keys) {
      await states.remove(keys);
    },
  };

  function change(key: string, state: Record<string, unknown>): { value: Json; eTag: string | null } {
    const { eTag: _always, ...kept } = JSON.parse(JSON.stringify(state));
    return { value: { version: VERSION, state: kept }, eTag: tags.get(key) ?? null };
  }
}
