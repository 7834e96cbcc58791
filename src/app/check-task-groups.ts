import type { Config } from '../config.ts';
import { type Unsoundness, unsoundnessOf } from '../domain/deciding-groups.ts';
import { inTime, type ReadGroups } from './check-groups.ts';
import { named } from './sentences-of-group.ts';

/**
 * What the person who starts has to read about the groups that the policy gives tasks to: who would hear of none, or
 * could answer none. It stops no start: a task that nobody does is seen by the approvers, who let it go.
 */
export async function checkTaskGroups(
  { policy }: Pick<Config, 'policy'>,
  read: ReadGroups,
): Promise<readonly string[]> {
  const groups = policy.tasks.flatMap(({ group }) => (group === 'helpdesk' ? [] : [group]));
  const ids = [...new Set(groups.map(({ id }) => id))];
  if (ids.length === 0) return [];
  const facts = await inTime(read(ids));
  if (facts === null) return [];
  return ids.flatMap((id) => {
    const name = groups.find((group) => group.id === id)?.name ?? id;
    const found = facts.get(id.toLowerCase());
    if (found === null) return [`Warning: POLICY_FILE gives tasks to “${name}” (${id}), which ${MISSING}.`];
    const unsound = unsoundnessOf(found);
    if (unsound === null) return [];
    const { why, because } = unsound;
    return [`Warning: POLICY_FILE gives tasks to “${name}” (${id}), which ${UNSOUND[why]}${named(because)}.`];
  });
}

const MISSING =
  'is no group that Microsoft Graph knows: nobody would hear of them; take its object id from the Entra admin center';
/** By the same rule as nobody answers by such a group later (`task-people.ts`). */
const UNSOUND: Readonly<Record<Unsoundness, string>> = {
  dynamic:
    'is a dynamic group: whoever can write an attribute could answer them, so nobody may; name one whose members are assigned by hand',
  'dynamic-inside':
    'holds a dynamic group: whoever can write an attribute could answer them, so nobody may; take that one out, or name another',
  'owned-inside':
    'holds a Microsoft 365 group, whose owners add whom they like: they could answer them, so nobody may; take that one out, or name another',
};
