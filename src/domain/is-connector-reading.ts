import type { StepRecord } from './outcome.ts';
import { wasReadInAd } from './own-reading.ts';
import type { Request } from './request.ts';
import { textOf } from './stored.ts';

/**
 * Whether what a step found in AD DS before its first write is what a connector reported: whoever has its key says what
 * was there. Snapshots from before the way was kept are of the way that the domain had then.
 */
export function isConnectorReading({ snapshot }: Pick<StepRecord, 'snapshot'>, { facts }: Pick<Request, 'facts'>) {
  if (!wasReadInAd(snapshot)) return false;
  return (textOf(snapshot, 'by') ?? facts.adDomain?.way) === 'connector';
}
