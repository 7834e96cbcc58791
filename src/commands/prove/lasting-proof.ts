import type { StepKind } from '../../domain/step.ts';
import { CHANGES } from './lasting/changes.ts';
import {
  APPROVERS,
  ENDS_ACCESS,
  OTHERS,
  REQUESTER,
  type Right,
  startTrial,
  type Trial,
  type Version,
} from './lasting/lasting-world.ts';
import { MOMENTS, type Moment } from './lasting/moments.ts';
import type { TrialStore } from './on-empty-store.ts';

export type LastingFigures = {
  readonly trials: number;
  /** Something was written on the word of somebody who counts no more, or about somebody protected. */
  readonly writtenAllTheSame: readonly string[];
  /** It was not said whose word is missing, why nobody may be touched, or who was moved. */
  readonly unsaid: readonly string[];
  /** It did not run though everybody counted, or other approvers had taken it over. */
  readonly stuck: readonly string[];
};

export type Tried = { readonly changes: readonly string[]; readonly protectedToo: boolean };

/** On whose word it rests, by what right they asked. */
const ROLES: Readonly<Record<string, { readonly right: Right; readonly place: 'requester' | 0 | 1 }>> = {
  'requester by the group': { right: 'group', place: 'requester' },
  'requester as manager': { right: 'manager', place: 'requester' },
  'first approver': { right: 'manager', place: 0 },
  'last approver': { right: 'manager', place: 1 },
};

/**
 * Every role × what becomes of it × every moment, through the flow and the stores of one version of Leaver; a lane
 * counts what it would have written. `changes`: which of them are tried; `protectedToo`: somebody who becomes protected
 * as well.
 */
export async function proveLasting(
  version: Version,
  { database, forget }: TrialStore,
  { changes, protectedToo }: Tried,
): Promise<LastingFigures> {
  const figures = { trials: 0, writtenAllTheSame: [] as string[], unsaid: [] as string[], stuck: [] as string[] };
  const tried = async (name: string, right: Right, play: (trial: Trial) => Promise<Outcome>) => {
    await forget();
    const outcome = await play(startTrial(database, version, right));
    figures.trials += 1;
    if (outcome !== 'kept') figures[outcome].push(name);
  };
  for (const [when, moment] of Object.entries(MOMENTS)) {
    for (const change of changes) {
      for (const [role, { right, place }] of Object.entries(ROLES)) {
        if (moment.isBeforeLast && place === 1) continue;
        await tried(`${role} × ${change} × ${when}`, right, (trial) => playChange(trial, moment, { change, place }));
      }
    }
    if (protectedToo)
      await tried(`target user × protected × ${when}`, 'manager', (trial) => playProtected(trial, moment));
  }
  return figures;
}

type Outcome = 'kept' | 'writtenAllTheSame' | 'unsaid' | 'stuck';
type Change = { readonly change: string; readonly place: 'requester' | 0 | 1 };

async function playChange(trial: Trial, moment: Moment, { change, place }: Change): Promise<Outcome> {
  const person = place === 'requester' ? REQUESTER : APPROVERS[place];
  await moment.before(trial);
  CHANGES[change]?.make(trial, person);
  const before = [...trial.written];
  await moment.after(trial);
  // A manager's right is no group's, and what was read within 15 seconds counts.
  const isManager = place === 'requester' && trial.tenant.managementChain.includes(REQUESTER.id);
  const counts = CHANGES[change]?.counts === true || moment.isJustRead || (change === 'removed' && isManager);
  if (!counts) {
    if (isWrittenSince(trial, before)) return 'writtenAllTheSame';
    if (!LOST.test(await trial.said())) return 'unsaid';
    await takeOver(trial);
  } else if (change === 'moved' && place === 'requester' && isManager && !MOVED.test(await trial.said())) {
    return 'unsaid';
  }
  return (await isWhole(trial)) ? 'kept' : 'stuck';
}

/** Whoever becomes protected is written no more, on whosever word, and nobody can take that over. */
async function playProtected(trial: Trial, moment: Moment): Promise<Outcome> {
  await moment.before(trial);
  trial.tenant.isProtected = true;
  const before = trial.written.length;
  await moment.after(trial);
  await takeOver(trial);
  if (trial.written.length > before) return 'writtenAllTheSame';
  return PROTECTED.test(await trial.said()) ? 'kept' : 'unsaid';
}

/** As many as it takes, of people who count. */
async function takeOver(trial: Trial): Promise<void> {
  for (const other of OTHERS) {
    if ((await trial.request()).state === 'pending') await trial.approve(other);
    else await trial.letGoOn(other);
  }
  await trial.sayNow();
}

/** Everything was written in the end: the account is deleted. */
async function isWhole(trial: Trial): Promise<boolean> {
  for (let times = 0; times < 3 && !trial.written.includes('delete-account'); times += 1) {
    await trial.advance();
    trial.pass(1);
  }
  return trial.written.includes('delete-account');
}

/** What ends access and was begun is finished, whoever left. */
function isWrittenSince({ written }: Trial, before: readonly StepKind[]): boolean {
  const isBegun = before.includes('block-sign-in');
  return written.slice(before.length).some((kind) => !isBegun || !ENDS_ACCESS.includes(kind));
}

const LOST = /"(lasting\.(requester|approver)-[a-z-]+|flow\.requester-gone)"/;
const MOVED = /"lasting\.moved-manager"/;
const PROTECTED = /"(rules\.protected|flow\.protected-since)[a-z-]*"/;
