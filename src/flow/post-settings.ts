import { codeOf } from '../domain/errors.ts';
import { type SettingsChange, settingsNotice } from '../domain/settings-in-use.ts';
import type { FlowContext } from './context.ts';
import type { SettingsTrail } from './ports.ts';
import { membersInOffice } from './standing.ts';

/** Real seconds that telling may take before another process takes it over. */
const LEASE_SECONDS = 60;
/** Real milliseconds between two looks: another replica may have started with other settings. */
const PACE = 60_000;
const WORK = 'settings-told';

/**
 * Called with every sweep: each approver hears once of a start with other settings (design: two-person control is worth no more
 * than who may change it unseen). Also the approvers of before, where it is their group that changed.
 */
export function createSettingsPost(context: FlowContext, owner: string, trail: SettingsTrail): () => Promise<void> {
  let notBefore = 0;
  return async () => {
    if (Date.now() < notBefore) return;
    notBefore = Date.now() + PACE;
    const { leases } = context.ports;
    try {
      const changes = await trail.untold();
      if (changes.length === 0 || !(await leases.take(WORK, owner, LEASE_SECONDS))) return;
      try {
        for (const change of changes) {
          // What was told is one number: a later one that is told would take this one with it.
          if (!(await tell(context, trail, change))) break;
          await trail.told(change.number);
        }
      } finally {
        await leases.release(WORK, owner);
      }
    } catch (error) {
      context.log({ kind: 'settings-not-told', code: codeOf(error) });
    }
  };
}

/** True once nobody is left who could be reached. Claimed before it is sent: after a crash somebody may miss it, nobody hears it twice. */
async function tell(context: FlowContext, trail: SettingsTrail, change: SettingsChange): Promise<boolean> {
  const { ports, settings, log } = context;
  const before = change.before?.groups.approver;
  const groups = [settings.approverGroupId, ...(typeof before === 'string' && before !== '' ? [before] : [])];
  const notice = settingsNotice(change);
  const said: string[] = [];
  for (const { id } of await membersInOffice(context, [...new Set(groups)])) {
    if (!(await trail.claim(change.number, id))) {
      said.push('sent');
      continue;
    }
    const status = await ports.messenger.notify(id, notice);
    said.push(status);
    if (status !== 'sent') await trail.giveBack(change.number, id);
  }
  const isTold = said.includes('sent') && !said.includes('later');
  if (!isTold) log({ kind: 'settings-not-told', code: 'nobody-reachable' });
  return isTold;
}
