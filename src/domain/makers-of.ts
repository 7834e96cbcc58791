import type { Request } from './request.ts';

/**
 * Everybody on whose word a block at once by two rests, with those who made what it renewed; nobody of one by one
 * member.
 */
export function makersOf({ emergency, requesterId, needs }: Pick<Request, 'emergency' | 'requesterId' | 'needs'>) {
  const first = emergency?.first;
  return first === undefined ? [] : [...new Set([first.by, requesterId, ...(needs.makers ?? [])])];
}

/**
 * Who made the blocks of this person that nobody answered for, and that stand: whoever renews them does not free their
 * makers to settle it among themselves. `about`: all requests about the person.
 */
export function makersBefore(about: readonly Request[]): readonly string[] {
  const letIn = about.flatMap(({ choices, startedAt }) => (choices.kind === 'restore-user' ? (startedAt ?? []) : []));
  const standing = about.filter(
    ({ emergency, startedAt }) =>
      emergency !== null &&
      emergency.answer?.verdict !== 'confirmed' &&
      emergency.kept == null &&
      !letIn.some((at) => at > (startedAt ?? '')),
  );
  return [...new Set(standing.flatMap((block) => [block.requesterId, ...makersOf(block)]))];
}
