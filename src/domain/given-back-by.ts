import { asksBack } from './asks-back.ts';
import { isDenied } from './is-denied.ts';
import type { StepRecord } from './outcome.ts';
import type { PartKind } from './part.ts';
import { partsNotDone } from './parts-not-done.ts';
import { saysAllIsBack } from './says-all-is-back.ts';
import { UNREAD } from './taken-by.ts';
import type { Taken } from './undoes.ts';

/**
 * Which of the things that are away a step of a restore gave back: what it was to give, less what it was refused; where
 * its parts are known, those that are done, however the step ended. Found as wished counts too (others had given it
 * back), and so does what somebody took away again afterwards: that is theirs.
 */
export function givenBackBy(step: StepRecord, away: readonly Taken[]): readonly Pick<Taken, 'kind' | 'key'>[] {
  const parts = step.parts.filter(({ kind }) => kind === PARTS_OF[step.kind]);
  if (parts.length > 0) {
    const back = parts.filter(({ state }) => state === 'done').map(({ id }) => id);
    return away.filter((item) => asksBack(step, item) && back.includes(item.key));
  }
  if (!GAVE.includes(step.state) || isDenied(step)) return [];
  // Who says that the groups are back in AD DS was told that some exist only there; nobody else saw to those.
  const byHand = saysAllIsBack(step) ? away.filter(({ key }) => key === UNREAD) : [];
  if (NOTHING_FOUND.includes(step.note?.key)) return [];
  const notDone = partsNotDone(step);
  return [...away.filter((item) => asksBack(step, item) && !notDone.has(item.key)), ...byHand];
}

const PARTS_OF: Readonly<Partial<Record<StepRecord['kind'], PartKind>>> = {
  'rejoin-groups': 'group',
  'enable-devices': 'device',
  'return-licences': 'licence',
};

const GAVE: readonly StepRecord['state'][] = ['verified', 'accepted', 'attested', 'overwritten', 'skipped'];

/** Nothing was found that it could be given back in, or taken from. */
const NOTHING_FOUND: readonly (string | undefined)[] = [
  'graph.auto-reply.no-mailbox',
  'graph.auto-reply.mailbox-not-back',
  'graph.unshare.drive-not-found',
];
