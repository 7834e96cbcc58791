import { z } from 'zod';

const names = z.array(z.string()).default([]);

/** The literal of a runbook, as far as this directory needs it. */
export const runbookOrder = z.looseObject({
  leaver: z.literal(1),
  reference: z.string(),
  requestId: z.string(),
  actions: z.array(z.string()),
  securityIdentifier: z.string(),
  anchor: z.string(),
  distinguishedName: z.string(),
  places: names,
  userPrincipalName: z.string(),
  inScopeOus: names,
  ou: z.string().nullable().default(null),
  formerPlace: z.string().nullable().default(null),
  groups: names,
  hidden: z.boolean().nullable().default(null),
  attributes: z.record(z.string(), z.array(z.string())).default({}),
});
export type RunbookOrder = z.infer<typeof runbookOrder>;
