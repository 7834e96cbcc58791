import fc from 'fast-check';
import { it } from 'vitest';
import { gapsOf } from '../../../src/domain/gaps-of.ts';
import { type PartsChange, partsAfter } from '../../../src/domain/parts-after.ts';
import { aStepRecord } from '../../helpers/given.ts';
import { aGroupStory, type Keeper, playGroups } from '../../helpers/group-stories.ts';
import { partsInMemory } from '../../helpers/parts-in-memory.ts';

it('leaves groups to an end, whatever is refused, lost, killed or changed by others: what was taken is what was taken', async () => {
  await fc.assert(
    fc.asyncProperty(aGroupStory, (story) => playGroups(story, inMemory())),
    { numRuns: 500 },
  );
});

function inMemory(): Keeper {
  let step = aStepRecord({ kind: 'leave-groups', parameters: { groups: 'all-cloud-groups' } });
  let parts = partsInMemory();
  const keep = (change: PartsChange) => {
    const after = partsAfter(parts.now(), change);
    step = { ...step, parts: after, gaps: gapsOf(after) };
    parts = partsInMemory(after);
  };
  return {
    step: () => step,
    begin: async (found) => {
      keep(found);
      return parts;
    },
    end: async (_, read) => keep(read),
    seen: async (read) => keep(read),
  };
}
