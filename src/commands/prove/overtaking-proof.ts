import type { Request } from '../../domain/request.ts';
import type { TrialStore } from './on-empty-store.ts';
import {
  APPROVERS,
  BLOCKED,
  GUEST,
  MEMBER,
  REQUESTER,
  STRANGER,
  startTrial,
  type Trial,
  type Version,
} from './overtaking/overtaking-world.ts';
import { OVERTAKEN_STATES } from './overtaking/states.ts';

export type OvertakingFigures = {
  readonly trials: number;
  /** A member was not obeyed, or the person was not seen blocked. */
  readonly disobeyed: readonly string[];
  /** Somebody else got through, or something was changed for them. */
  readonly letThrough: readonly string[];
  /** The other request did not end as planned. */
  readonly wrongEnds: readonly string[];
};

/** Who clicks; `obeyed` only for a member of the emergency group within their limit, about somebody else. */
const ROLES: Readonly<Record<string, { readonly who: (trial: Trial) => string; readonly limited?: true }>> = {
  member: { who: () => MEMBER.id },
  'member over the limit': { who: () => MEMBER.id, limited: true },
  approver: { who: () => APPROVERS[0].id },
  manager: { who: () => REQUESTER.id },
  nobody: { who: () => STRANGER.id },
  'guest in the group': { who: () => GUEST.id },
  'blocked member': { who: () => BLOCKED.id },
  target: { who: ({ targetUserId }) => targetUserId },
};

/**
 * Every state of another request about the person × everybody who may click, through the flow and the stores of one
 * version of Leaver; the tenant behind the lanes is one account that is read back. `roles`: how many of them, the
 * member first.
 */
export async function proveOvertaking(
  version: Version,
  { database, forget }: TrialStore,
  { states, roles }: { readonly states: readonly string[]; readonly roles: number },
): Promise<OvertakingFigures> {
  const figures = { trials: 0, disobeyed: [] as string[], letThrough: [] as string[], wrongEnds: [] as string[] };
  for (const state of states) {
    for (const [role, { who, limited }] of Object.entries(ROLES).slice(0, roles)) {
      await forget();
      const trial = startTrial(database, version);
      await OVERTAKEN_STATES[state]?.(trial);
      if (limited) await trial.trip('emergency');
      if (role === 'target') trial.targetIsMember();
      const name = `${state} × ${role}`;
      figures.trials += 1;
      if (role !== 'member') {
        if (!(await isRefused(trial, who(trial)))) figures.letThrough.push(name);
        continue;
      }
      if (!(await isObeyed(trial))) figures.disobeyed.push(name);
      else if (!(await endsAsPlanned(trial, state))) figures.wrongEnds.push(name);
    }
  }
  return figures;
}

async function isObeyed(trial: Trial): Promise<boolean> {
  const answer = await trial.flow.blockNow(MEMBER.id, trial.targetUserId);
  if ('refused' in answer) return false;
  await trial.advanceOne(answer.request.id);
  return !trial.tenant.isEnabled && trial.tenant.others === 0;
}

async function isRefused(trial: Trial, who: string): Promise<boolean> {
  const before = [trial.tenant.isEnabled, trial.tenant.blocks, (await trial.requests()).length];
  const answer = await trial.flow.blockNow(who, trial.targetUserId);
  const after = [trial.tenant.isEnabled, trial.tenant.blocks, (await trial.requests()).length];
  return 'refused' in answer && String(before) === String(after);
}

/**
 * A request that keeps the person out ends as if nobody had been quicker; one that lets in only by a newer decision.
 */
async function endsAsPlanned(trial: Trial, state: string): Promise<boolean> {
  const before = await trial.other();
  const other = await trial.goOn();
  if (before === null || other === null) return !trial.tenant.isEnabled;
  const letsIn = ENDS[state]?.letsIn ?? false;
  const ends = ENDS[state]?.ends ?? ['done', 'watching'];
  return ends.includes(other.state) && trial.tenant.isEnabled === letsIn && trial.tenant.others === 0;
}

const ENDS: Readonly<Record<string, { readonly ends: readonly Request['state'][]; readonly letsIn: boolean }>> = {
  // Who approves it afterwards has the block on the card, which took nothing else here: theirs is the newer decision.
  'pending, a restore': { ends: ['done'], letsIn: true },
  'scheduled, a restore': { ends: ['pending'], letsIn: false },
  'running, a restore': { ends: ['done-with-gaps'], letsIn: false },
  stopped: { ends: ['stopped'], letsIn: false },
  'done, and let in again since': { ends: ['done', 'watching', 'done-with-gaps'], letsIn: false },
};
