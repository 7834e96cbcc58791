import type { Person } from '../../domain/person.ts';
import {
  ADMINISTRATORS,
  APPROVERS,
  CONTROL_PLANE,
  ESCALATION,
  type HostageTrial,
  MANAGERS,
  MEMBERS,
  NOBODY,
  OPERATOR,
} from './hostage/hostage-world.ts';

export type HostageFigures = {
  readonly trials: number;
  /** Somebody with power was locked out by one person. */
  readonly lockedOut: readonly string[];
  /** Two members could neither block somebody with power nor have an administrator asked. */
  readonly outOfReach: readonly string[];
  /** One member kept everything paused, or nobody could lift a limit's stop. */
  readonly stayedPaused: readonly string[];
  /** One member kept back by their own pause what others had asked for and approved about them. */
  readonly heldOwn: readonly string[];
  /** An ordinary emergency was not obeyed any more. */
  readonly disobeyed: readonly string[];
};

/** One of each group, and people without any. */
const ATTACKERS: readonly Person[] = [
  APPROVERS[0],
  ESCALATION[0],
  MEMBERS[0],
  OPERATOR,
  ...MANAGERS.slice(0, 1),
  NOBODY,
];

/** `start`: a trial with an empty store. `short`: one victim of each kind. */
export async function proveHostage(
  start: () => Promise<HostageTrial>,
  { short }: { readonly short: boolean },
): Promise<HostageFigures> {
  const figures = {
    trials: 0,
    lockedOut: [] as string[],
    outOfReach: [] as string[],
    stayedPaused: [] as string[],
    heldOwn: [] as string[],
    disobeyed: [] as string[],
  };
  const say = (list: string[], isSo: boolean, name: string) => {
    figures.trials += 1;
    if (isSo) list.push(name);
  };
  const victims = short ? [APPROVERS[1], MEMBERS[1], OPERATOR, APPROVERS[2]] : CONTROL_PLANE;
  for (const attacker of ATTACKERS)
    for (const victim of victims.filter(({ id }) => id !== attacker.id))
      say(figures.lockedOut, await locksOut(await start(), attacker, victim), nameOf(attacker, victim));
  for (const victim of victims)
    for (const pair of pairsOf(MEMBERS.filter(({ id }) => id !== victim.id)))
      say(figures.outOfReach, !(await reach(await start(), pair, victim)), nameOf(...pair, victim));
  for (const member of short ? MEMBERS.slice(0, 1) : MEMBERS) {
    for (const way of PAUSES) say(figures.stayedPaused, await keepsPaused(await start(), member, way), nameOf(member));
    say(figures.stayedPaused, await outlastsItsGroup(await start(), member), `${nameOf(member)} × without a group`);
    if (!ADMINISTRATORS.includes(member.id))
      for (const when of WHEN) say(figures.heldOwn, await holdsOwn(await start(), member, when), nameOf(member));
    say(figures.lockedOut, (await managersOut(await start(), member)) > 2, `${nameOf(member)} × managers`);
    say(figures.disobeyed, !(await isObeyed(await start(), member)), nameOf(member));
  }
  return figures;
}

/** Everything that one person can do alone, twice, and with a pause in between, for a day. */
async function locksOut(trial: HostageTrial, attacker: Person, victim: Person): Promise<boolean> {
  for (let times = 0; times < 4; times += 1) {
    await trial.blockNow(attacker.id, victim.id);
    if (times === 1) await trial.flow.pauseEverything(attacker.id);
    trial.pass(times === 2 ? 1_440 : 10);
  }
  return trial.isBlocked(victim.id);
}

/** Blocked, or where Leaver may not write them, somebody was asked who can; nothing is done by the first click. */
async function reach(
  trial: HostageTrial,
  [first, second]: readonly [Person, Person],
  victim: Person,
): Promise<boolean> {
  await trial.blockNow(first.id, victim.id);
  const early = trial.isBlocked(victim.id) || trial.told.some(({ key }) => key === 'notice.administrator-asked');
  trial.pass(30);
  await trial.blockNow(second.id, victim.id);
  const asked = trial.told.some(({ key, personId }) => key === 'notice.administrator-asked' && personId !== victim.id);
  return (
    !early && (ADMINISTRATORS.includes(victim.id) ? asked && !trial.isBlocked(victim.id) : trial.isBlocked(victim.id))
  );
}

/** Pauses as often as it can, or lifts its own shortly before the hour is over and pauses anew. */
const PAUSES = ['again', 'anew'] as const;

/** For five hours, beside an approver who lifts it as soon as they may: more than an hour of it is lost. */
async function keepsPaused(trial: HostageTrial, member: Person, way: (typeof PAUSES)[number]): Promise<boolean> {
  let paused = 0;
  for (let minute = 0; minute < 300; minute += 20) {
    if (way === 'anew' && minute % 60 === 40) await trial.flow.resumeStop(member.id, null);
    await trial.flow.pauseEverything(member.id);
    await trial.flow.resumeStop(APPROVERS[0].id, null);
    if (await trial.isPaused()) paused += 20;
    trial.pass(20);
  }
  return paused > 60;
}

/** Pauses before it is asked for, once it is, or once it is approved and just about to begin. */
const WHEN = ['before', 'asked', 'approved'] as const;

/** Whether the block that others asked for and approved is kept back. */
async function holdsOwn(trial: HostageTrial, member: Person, when: (typeof WHEN)[number]): Promise<boolean> {
  const pause = () => trial.flow.pauseEverything(member.id);
  if (when === 'before') await pause();
  const id = await trial.askToBlock(member.id);
  if (when === 'asked') await pause();
  await trial.approve(id);
  if (when === 'approved') await pause();
  await trial.advance(id);
  return !trial.isBlocked(member.id);
}

/** Confirmed by all other members, of whom then nobody is left: no approver can lift it. */
async function outlastsItsGroup(trial: HostageTrial, member: Person): Promise<boolean> {
  for (const { id } of [member, ...MEMBERS.filter((other) => other.id !== member.id)])
    await trial.flow.pauseEverything(id);
  trial.emptyEmergencyGroup();
  trial.pass(60);
  await trial.flow.resumeStop(APPROVERS[0].id, null);
  return trial.isPaused();
}

/** How many people who manage others one member gets within the hour. */
async function managersOut(trial: HostageTrial, member: Person): Promise<number> {
  for (const manager of MANAGERS) {
    await trial.blockNow(member.id, manager.id);
    trial.pass(10);
  }
  return MANAGERS.filter(({ id }) => trial.isBlocked(id)).length;
}

async function isObeyed(trial: HostageTrial, member: Person): Promise<boolean> {
  await trial.blockNow(member.id, NOBODY.id);
  await trial.blockNow(member.id, MANAGERS[0]?.id ?? '');
  return trial.isBlocked(NOBODY.id) && trial.isBlocked(MANAGERS[0]?.id ?? '');
}

function pairsOf(people: readonly Person[]): readonly (readonly [Person, Person])[] {
  return people.flatMap((one) => people.filter(({ id }) => id !== one.id).map((other) => [one, other] as const));
}

function nameOf(...people: readonly Person[]): string {
  return people.map(({ displayName }) => displayName).join(' × ');
}
