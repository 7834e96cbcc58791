import type { ChainFault } from '../../domain/check-chain.ts';

/** Enough to see what was done; the number of all of them is said besides. */
const MOST = 50;

/** One line for each fault, first things first. */
export function faultLines(faults: readonly ChainFault[]): readonly string[] {
  const lines = faults
    .toSorted((one, other) => one.number - other.number)
    .slice(0, MOST)
    .map(({ number, fault }) => `- entry ${number}: ${SENTENCES[fault]}`);
  return faults.length > MOST ? [...lines, `- and ${faults.length - MOST} more`] : lines;
}

const SENTENCES: Readonly<Record<ChainFault['fault'], string>> = {
  missing: 'is not there, or not in its place',
  changed: 'is not as it was written',
  unlinked: 'does not follow the entry before it',
  'text-changed': 'what was said there is not as it was written',
  'text-missing': 'what was said there was erased without a record',
  'person-changed': 'the object id beside it is not the one that was written',
  'person-missing': 'who that was, was erased without a record',
  'cut-off': 'was posted and is not there: the end was cut off',
  'not-as-posted': 'is not the entry whose hash was posted: it was written anew',
};
