import type { Choices } from '../domain/choices.ts';
import { takenFrom } from '../domain/taken.ts';
import type { TargetUser } from '../domain/target-user.ts';
import type { FlowContext } from './context.ts';

/**
 * The facts, for a restore with what is left of the files that Leaver shared: read only where it shared any, and
 * nothing of somebody deleted, whose files nobody finds.
 */
export async function withUnshared(
  { ports }: FlowContext,
  kind: Choices['kind'],
  facts: TargetUser,
): Promise<TargetUser> {
  if (kind !== 'restore-user' || facts.found !== 'active') return facts;
  const { away } = takenFrom(await ports.ledger.runsOf(facts.id), facts);
  const shares = away.flatMap(({ kind: each, before }) => (each === 'unshare-onedrive' ? [before] : []));
  return shares.length === 0 ? facts : { ...facts, unshared: await ports.directory.readUnshared(shares) };
}
