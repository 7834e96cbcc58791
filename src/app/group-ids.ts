import type { Config } from '../config.ts';
import { contoso } from '../sandbox/contoso.ts';

/** In local mode the sandbox's own groups unless others are configured. */
export function groupIds({ identity, groups }: Config) {
  const own = identity.kind === 'local' ? contoso.groupIds : null;
  return {
    approver: groups.approver ?? own?.approvers ?? '',
    escalation: groups.escalation ?? own?.escalation ?? null,
    emergency: groups.emergency ?? own?.emergency ?? null,
    protected: groups.protected ?? own?.protected ?? null,
    requester: groups.requester ?? own?.requesters ?? null,
  };
}
