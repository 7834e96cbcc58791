import { codeOf } from '../domain/errors.ts';
import { type SettingsChange, settingsNotice } from '../domain/settings-in-use.ts';
import type { Text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import type { SettingsTrail } from './ports.ts';
import type { Told } from './say-once.ts';
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
          if (!(await tell(context, { trail, owner }, change))) break;
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

type Telling = { readonly trail: SettingsTrail; readonly owner: string };

/**
 * True once nobody is left who could be reached. Written down after it was sent: whoever would gain by their not hearing it must
 * not get there by a crash in between, after which they hear it twice. The lease is held anew for each, so that one process tells.
 */
async function tell(context: FlowContext, { trail, owner }: Telling, change: SettingsChange): Promise<boolean> {
  const { ports, settings, log } = context;
  const before = change.before?.groups.approver;
  const groups = [settings.approverGroupId, ...(typeof before === 'string' && before !== '' ? [before] : [])];
  const notice = settingsNotice(change);
  const heard = await trail.heard(change.number);
  const said: Told[] = [];
  for (const { id } of await membersInOffice(context, [...new Set(groups)])) {
    if (!(await ports.leases.take(WORK, owner, LEASE_SECONDS))) return false;
    const status = heard.has(id) ? 'sent' : await notify(context, id, notice);
    if (status === 'sent') await trail.hears(change.number, id);
    said.push(status);
  }
  const isTold = said.includes('sent') && !said.includes('later');
  if (!isTold) log({ kind: 'settings-not-told', code: 'nobody-reachable' });
  return isTold;
}

/** One who cannot be told for whatever reason keeps nobody behind them from hearing it. */
async function notify({ ports, log }: FlowContext, personId: string, notice: Text): Promise<Told> {
  try {
    return await ports.messenger.notify(personId, notice);
  } catch (error) {
    log({ kind: 'settings-not-told', code: codeOf(error) });
    return 'later';
  }
}
