import { z } from 'zod';

const LEASE_ANSWER = z.strictObject({
  job: z
    .strictObject({
      id: z.uuid(),
      call: z.enum(['read', 'perform']),
      domain: z.string().max(255),
      order: z.unknown(),
      seconds: z.number().positive().max(600),
    })
    .nullable(),
});

/**
 * A piece of work that is ours for some seconds; the order is read later, so that one that we do not know is answered.
 */
export type LeasedJob = NonNullable<z.infer<typeof LEASE_ANSWER>['job']>;

/** Undefined when the bot's answer is not in this form. */
export function readLeaseAnswer(body: unknown): { readonly job: LeasedJob | null } | undefined {
  return LEASE_ANSWER.safeParse(body).data;
}
