import { managersPerHour } from './brakes.ts';
import type { ApprovalRule, Policy } from './policy.ts';
import type { OwnTask } from './task.ts';

/** The policy as plain sentences, for whoever wrote it (`npm run policy`); English, as the file itself is. */
export function policyWords(policy: Policy): readonly string[] {
  const { requests, approvals, emergency, limits } = policy;
  const { workingHours: hours } = approvals;
  return [
    `Who may ask: ${MANAGERS[requests.managers]}${requests.requesterGroup ? ', and members of REQUESTER_GROUP_ID' : ''}. Nobody for themselves; guests and blocked accounts never.`,
    `Every request takes ${approvalsOf(approvals.count)} by members of APPROVER_GROUP_ID, never by its requester or its target user.`,
    ...approvals.rules.map(ruleWords),
    `Undecided after ${time(policy.expiresAfter)}, or at its hour when that is earlier: expired.`,
    approvals.remindAfter.length === 0
      ? 'Approvers are not reminded.'
      : `Approvers are reminded after ${approvals.remindAfter.map(time).join(' and ')}.`,
    approvals.escalateAfter === null
      ? 'Nobody else is asked.'
      : `After ${time(approvals.escalateAfter)} members of ESCALATION_GROUP_ID are asked too, and may decide.`,
    hours === null
      ? 'Reminders are sent at any hour.'
      : `Reminders wait for working hours: ${hours.from} to ${hours.to} in ${hours.zone}, ${hours.days.map((day) => DAYS[day - 1]).join(', ')}.`,
    `Members of EMERGENCY_GROUP_ID may block at once, ${emergency.perHour} times an hour each; approvers confirm within ${time(emergency.confirmWithin)}.`,
    `Of people who manage others one member blocks ${managersPerHour(policy) === 1 ? 'one' : 'two'} an hour. Members of the three groups that decide${emergency.operators.length === 0 ? '' : `, and the ${emergency.operators.length} operators that are named`} are blocked at once by two members together.`,
    `The queue stops after ${limits.perRequester} executions an hour for one requester, ${limits.perApprover} approved by one approver, ${limits.perTenant} in all, or as many as ${limits.departmentPercent} % of the people of a department of at least ${limits.departmentAtLeast}.`,
    `Of one requester ${limits.asksPerRequester} requests and other hours of them are taken in within an hour; blocks at once do not count.`,
    `A last working day may lie ${policy.scheduleDays} days ahead.`,
    ...policy.tasks.map(taskWords),
  ];
}

const MANAGERS = {
  chain: 'every manager above the person',
  direct: 'the direct manager',
  nobody: 'no manager',
} as const;

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function ruleWords({ when, count, by = 'approver' }: ApprovalRule): string {
  const conditions = [
    ...(when.kinds === undefined ? [] : [`it is ${when.kinds.join(' or ')}`]),
    ...(when.steps === undefined ? [] : [`it holds ${when.steps.join(' or ')}`]),
    ...(when.managesAtLeast === undefined ? [] : [`the person manages ${when.managesAtLeast} or more`]),
    ...(when.ownsGroupsAtLeast === undefined ? [] : [`the person owns ${when.ownsGroupsAtLeast} groups or more`]),
  ];
  const who = by === 'escalation' ? ' by members of ESCALATION_GROUP_ID' : '';
  return `When ${conditions.join(' and ')}: ${approvalsOf(count)}${who}.`;
}

function taskWords({ title, group, phase, dueDays, evidence }: OwnTask): string {
  const who = group === 'helpdesk' ? 'members of APPROVER_GROUP_ID' : `members of “${group.name}” (${group.id})`;
  const due =
    dueDays === 0
      ? 'on that day'
      : `${Math.abs(dueDays)} day${Math.abs(dueDays) === 1 ? '' : 's'} ${dueDays < 0 ? 'before' : 'after'} it`;
  const ends = evidence === 'result' ? 'It takes a result.' : 'Their word is enough.';
  return `Every offboarding: “${title.en}” (“${title.nl}”) by ${who}, handed out ${PHASES[phase]}, due ${due}. ${ends}`;
}

const PHASES = {
  'before-start': 'once it is approved',
  'at-start': 'when it starts',
  after: 'once every step is made',
} as const;

function approvalsOf(count: number): string {
  return count === 1 ? 'one approval' : `${count} approvals by different people`;
}

function time(minutes: number): string {
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}
