import { codeOf } from '../domain/errors.ts';
import type { Person } from '../domain/person.ts';
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
 * Called with every sweep: each approver hears once of a start with other settings (design: two-person control is worth
 * no more than who may change it unseen). Also the approvers of before, where it is their group that changed.
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
        await tellAll(context, { trail, owner }, changes);
      } finally {
        await leases.release(WORK, owner);
      }
    } catch (error) {
      context.log({ kind: 'settings-not-told', code: codeOf(error) });
    }
  };
}

type Telling = { readonly trail: SettingsTrail; readonly owner: string };

/** Each change is told for itself: one that somebody cannot be told keeps no later one from anybody. */
async function tellAll(context: FlowContext, telling: Telling, changes: readonly SettingsChange[]): Promise<void> {
  let isBehind = false;
  for (const change of changes) {
    const told = await tell(context, telling, change);
    if (told === 'taken-over') return;
    isBehind ||= told === 'not-yet';
    // What was told is one number: a later one that is written down would take an earlier one with it.
    if (!isBehind) await telling.trail.told(change.number);
  }
}

/**
 * `told` once an approver of now heard it and nobody is left who could be reached. Written down after it was sent:
 * whoever would gain by their not hearing it must not get there by a crash in between, after which they hear it twice.
 * The lease is held anew for each, so that one process tells.
 */
async function tell(
  context: FlowContext,
  { trail, owner }: Telling,
  change: SettingsChange,
): Promise<'told' | 'not-yet' | 'taken-over'> {
  const { ports, settings, log } = context;
  const notice = settingsNotice(change);
  const heard = await trail.heard(change.number);
  const said = new Map<string, Told>([...heard].map((id) => [id, 'sent']));
  let isHeard = false;
  let isComplete = true;
  for (const group of groupsOf(settings.approverGroupId, change)) {
    const members = await membersIfReadable(context, group);
    isComplete &&= members !== null;
    for (const { id } of members ?? []) {
      if (!(await ports.leases.take(WORK, owner, LEASE_SECONDS))) return 'taken-over';
      const before = said.get(id);
      const status = before ?? (await notify(context, id, notice));
      if (status === 'sent' && before === undefined) await trail.hears(change.number, id);
      said.set(id, status);
      isHeard ||= status === 'sent' && group === settings.approverGroupId;
      isComplete &&= status !== 'later';
    }
  }
  if (isHeard && isComplete) return 'told';
  log({ kind: 'settings-not-told', code: isHeard ? 'not-everybody' : 'nobody-reachable' });
  return 'not-yet';
}

/** Who decides now comes first, then who did before. */
function groupsOf(approvers: string, { before }: SettingsChange): readonly string[] {
  const former = before?.groups.approver;
  return typeof former === 'string' && former !== '' && former !== approvers ? [approvers, former] : [approvers];
}

/** A group of before may be gone by now: that keeps it from nobody of the other. Null = not to be read now. */
async function membersIfReadable(context: FlowContext, group: string): Promise<readonly Person[] | null> {
  try {
    return await membersInOffice(context, [group]);
  } catch (error) {
    context.log({ kind: 'settings-not-told', code: codeOf(error) });
    return null;
  }
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
