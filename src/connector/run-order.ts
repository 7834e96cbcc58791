import { text } from '../domain/text.ts';
import { readAdOrder } from '../lanes/on-premises/connector-words.ts';
import type { AdOrder, AdPerformed, AdRead, OnPremisesWay, WayTo } from '../lanes/on-premises/way.ts';
import type { LeasedJob } from './leased-job.ts';

/** Room for the envelope below the bot's 256 kB. */
const MOST_BYTES = 240 * 1024;

/** Why this job is none of ours, or the order and the way for it. */
export function takeOrder(
  { domain, order }: LeasedJob,
  wayTo: WayTo,
): { readonly order: AdOrder; readonly way: OnPremisesWay } | { readonly refused: AdRead & AdPerformed } {
  const read = readAdOrder(order);
  if (read === null) return { refused: { status: 'refused', note: text('on-premises.connector.unknown-order') } };
  // The key is for domains, and so are the settings here; what the order says must be both.
  const isSame = read.target.domainName.toLowerCase() === domain.toLowerCase();
  const way = isSame ? wayTo(read.target.domainName) : null;
  if (way !== null) return { order: read, way };
  const note = text('on-premises.connector.other-domain', { domain: read.target.domainName });
  return { refused: { status: 'refused', note } };
}

/** Runs the order on our own way; a fault of ours, or a lease that ended, says nothing of what was done. */
export async function runOrder(
  call: LeasedJob['call'],
  { order, way }: { readonly order: AdOrder; readonly way: OnPremisesWay },
  isOurs: () => boolean,
): Promise<AdRead | AdPerformed> {
  try {
    return call === 'read' ? fittingRead(await way.read(order)) : fittingPerformed(await way.perform(order, isOurs));
  } catch {
    if (call === 'perform') return { status: 'ambiguous' };
    return { status: 'unreachable', note: text('on-premises.connector.failed') };
  }
}

function fittingRead(answer: AdRead): AdRead {
  if (isFitting(answer)) return answer;
  return { status: 'refused', note: text('on-premises.connector.too-large') };
}

/** It was done, whatever its reading weighs: who wants all of it reads. */
function fittingPerformed(answer: AdPerformed): AdPerformed {
  if (answer.status !== 'done' || isFitting(answer)) return answer;
  const slim = { ...answer, reading: { ...answer.reading, attributes: {} } };
  return isFitting(slim) ? slim : { status: 'ambiguous' };
}

function isFitting(answer: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(answer)) <= MOST_BYTES;
}
