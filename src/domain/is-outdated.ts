import type { StepRecord } from './outcome.ts';
import type { Request } from './request.ts';
import { KEEPS_OUT } from './sign-in-kinds.ts';

/**
 * Whether what is proposed about a block has to be looked at anew: it was read longer ago than `minutes` of tenant
 * time, or something happened to the block since, in the cloud or in AD DS. `block`: its ledger; `now`: ISO UTC.
 */
export function isOutdated(
  { facts: { readAt } }: Pick<Request, 'facts'>,
  block: readonly StepRecord[],
  now: string,
  minutes: number,
): boolean {
  if (Date.parse(now) - Date.parse(readAt) >= minutes * 60_000) return true;
  const halves = block.filter(({ kind }) => KEEPS_OUT.includes(kind));
  return halves.some(({ acceptedAt, verifiedAt, turnedBack }) =>
    [acceptedAt, verifiedAt, turnedBack?.at ?? null].some((at) => at !== null && at > readAt),
  );
}
