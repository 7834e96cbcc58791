import { z } from 'zod';
import type { Json } from './text.ts';

/**
 * As it is stored: whether somebody has a licence directly, what the service calls it, and which plans of it are off.
 */
const STORED = z.object({
  version: z.literal(1),
  direct: z.boolean(),
  name: z.string().optional(),
  disabledPlans: z.array(z.string()).optional(),
});

export type DirectLicence = { readonly name: string; readonly disabledPlans: readonly string[] };

/** Null = it is not theirs directly, nothing is stored, or a version wrote it that this one does not know. */
export function readDirectLicence(stored: Json): DirectLicence | null {
  const read = STORED.safeParse(stored);
  if (!read.success || !read.data.direct) return null;
  return { name: read.data.name ?? '', disabledPlans: read.data.disabledPlans ?? [] };
}

export function storedLicence(licence: DirectLicence): Json {
  return { version: 1, direct: true, name: licence.name, disabledPlans: [...licence.disabledPlans] };
}

export const NO_LICENCE: Json = { version: 1, direct: false };
