import { z } from 'zod';
import type { Json } from './text.ts';

/** As it is stored: whether the device was enabled, or Leaver made it so. */
const STORED = z.object({ version: z.literal(1), enabled: z.boolean() });

export function storedDevice(enabled: boolean): Json {
  return { version: 1, enabled };
}

/** Null = there is nothing, or it was written by a version that this one does not know. */
export function readDevice(stored: Json): boolean | null {
  const read = STORED.safeParse(stored);
  return read.success ? read.data.enabled : null;
}
