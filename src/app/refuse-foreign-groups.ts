import type { Config } from '../config.ts';
import { ConfigError } from '../domain/errors.ts';
import { contoso } from '../sandbox/contoso.ts';

/**
 * With the built-in sandbox, ids of groups that it lacks are those of a real tenant: somebody's settings lack the bot's
 * identity. Throws `ConfigError` with all of them.
 */
export function refuseForeignGroups({ graph, groups }: Config): void {
  if (graph.kind !== 'sandbox') return;
  const known = new Set(Object.values(contoso.groups).map(({ id }) => id));
  const foreign = (Object.keys(KEYS) as (keyof typeof KEYS)[]).filter((role) => {
    const id = groups[role];
    return id !== null && !known.has(id);
  });
  if (foreign.length === 0) return;
  throw new ConfigError(
    foreign.map(
      (role) =>
        `${KEYS[role]} is no group of the sandbox, which is what runs without a bot identity. Set MicrosoftAppId and what belongs to it for your own tenant, or leave ${KEYS[role]} out.`,
    ),
  );
}

const KEYS = {
  approver: 'APPROVER_GROUP_ID',
  escalation: 'ESCALATION_GROUP_ID',
  emergency: 'EMERGENCY_GROUP_ID',
  protected: 'PROTECTED_GROUP_ID',
  requester: 'REQUESTER_GROUP_ID',
} as const;
