import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type ApprovalRule, BUILT_IN_POLICY, DECIDING_ROLES, type Policy } from '../domain/policy.ts';
import { STEP_KINDS } from '../domain/step.ts';
import { OWN_TASKS, toPlannedTask } from './own-tasks.ts';
import type { Reading } from './reading.ts';

/**
 * The policy that POLICY_FILE says, the built-in one where it says nothing. Every part may be left out; a part that is
 * there is checked, and an unknown name is a problem: a rule that is silently not obeyed would be a lie.
 */
export function readPolicy({ values, problem, warnings }: Reading): Policy {
  const file = values.POLICY_FILE;
  if (file === undefined) return BUILT_IN_POLICY;
  const content = parse(file);
  if ('problem' in content) {
    problem('POLICY_FILE', content.problem);
    return BUILT_IN_POLICY;
  }
  const read = SCHEMA.safeParse(content.json);
  if (read.success) {
    const policy = merged(read.data);
    if (!twoForDeletion(policy)) warnings.push(ONE_FOR_DELETION);
    return policy;
  }
  for (const { path, message } of read.error.issues) {
    problem('POLICY_FILE', `${path.length === 0 ? 'is wrong' : `has ${path.join('.')} wrong`} (${message})`);
  }
  return BUILT_IN_POLICY;
}

const ONE_FOR_DELETION =
  'The policy lets a single person approve the deletion of an account (allowSingleApproverForDeletion in POLICY_FILE): whoever takes over one approver’s account can have accounts deleted.';

function twoForDeletion({ approvals: { count, rules } }: Policy): boolean {
  return count >= 2 || rules.some((rule) => isAboutDeletion(rule) && rule.count >= 2);
}

/** Holds for every deletion: it names the step and asks for nothing else. */
function isAboutDeletion({ when }: ApprovalRule): boolean {
  return Object.keys(when).length === 1 && when.steps?.includes('delete-account') === true;
}

/** Leaver counts in whole minutes: what rounds to none would be over as it begins. */
const hours = z
  .number()
  .min(1 / 60, 'must be at least a minute: 0.017 hours')
  .max(24 * 30);
const count = z.int().min(1).max(5);
const limit = z.int().min(1).max(10_000);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:mm');

const rule = z.strictObject({
  when: z
    .strictObject({
      kinds: z
        .array(z.enum(['offboard', 'block-sign-in', 'restore-user']))
        .min(1)
        .optional(),
      steps: z.array(z.enum(STEP_KINDS)).min(1).optional(),
      managesAtLeast: z.int().min(1).optional(),
      ownsGroupsAtLeast: z.int().min(1).optional(),
    })
    .refine((when) => Object.keys(when).length > 0, 'says nothing: leave the rule out, or raise approvals.count'),
  count,
  by: z.enum(DECIDING_ROLES).optional(),
});

const workingHours = z
  .strictObject({
    zone: z.string().refine(isZone, 'an IANA time zone'),
    days: z.array(z.int().min(1).max(7)).min(1),
    from: clock,
    to: clock,
  })
  .refine(({ from, to }) => from < to, 'from must be before to');

const SCHEMA = z.strictObject({
  requests: z
    .strictObject({
      managers: z.enum(['chain', 'direct', 'nobody']).optional(),
      requesterGroup: z.boolean().optional(),
    })
    .optional(),
  approvals: z
    .strictObject({
      count: count.optional(),
      /** Added to the built-in ones. */
      rules: z.array(rule).optional(),
      /** Takes the built-in rule about deletions out. */
      allowSingleApproverForDeletion: z.boolean().optional(),
      expireAfterHours: hours.optional(),
      remindAfterHours: z.array(hours).max(10).optional(),
      escalateAfterHours: hours.nullable().optional(),
      workingHours: workingHours.nullable().optional(),
    })
    .optional(),
  emergency: z
    .strictObject({
      confirmWithinHours: hours.optional(),
      perHour: limit.optional(),
      /** Object ids. */
      operators: z.array(z.guid()).max(100).optional(),
    })
    .optional(),
  limits: z
    .strictObject({
      perRequester: limit.optional(),
      perApprover: limit.optional(),
      perTenant: limit.optional(),
      departmentPercent: z.number().positive().max(100).optional(),
      departmentAtLeast: limit.optional(),
      /** Twice `perRequester` where it is not said, and twenty at least. */
      asksPerRequester: limit.optional(),
    })
    .optional(),
  scheduleDays: z.int().min(1).max(730).optional(),
  tasks: OWN_TASKS.optional(),
});

function parse(file: string): { readonly json: unknown } | { readonly problem: string } {
  try {
    return { json: JSON.parse(readFileSync(file, 'utf8')) };
  } catch (error) {
    return { problem: error instanceof SyntaxError ? 'is not JSON' : 'cannot be read' };
  }
}

function merged(said: z.output<typeof SCHEMA>): Policy {
  const { requests, approvals = {}, emergency = {}, limits, scheduleDays } = said;
  const own = BUILT_IN_POLICY;
  const { expireAfterHours, remindAfterHours, escalateAfterHours } = approvals;
  const inMinutes = (value: number) => Math.round(value * 60);
  return {
    ...own,
    requests: { ...own.requests, ...known(requests) },
    expiresAfter: expireAfterHours === undefined ? own.expiresAfter : inMinutes(expireAfterHours),
    approvals: {
      count: approvals.count ?? own.approvals.count,
      rules: [
        ...own.approvals.rules.filter((rule) => !approvals.allowSingleApproverForDeletion || !isAboutDeletion(rule)),
        ...(approvals.rules ?? []).map(({ when, by, ...rest }) => ({ ...rest, when: known(when), ...(by && { by }) })),
      ],
      remindAfter: remindAfterHours?.map(inMinutes) ?? own.approvals.remindAfter,
      escalateAfter:
        escalateAfterHours === undefined
          ? own.approvals.escalateAfter
          : escalateAfterHours && inMinutes(escalateAfterHours),
      workingHours: approvals.workingHours === undefined ? own.approvals.workingHours : approvals.workingHours,
    },
    emergency: {
      confirmWithin:
        emergency.confirmWithinHours === undefined
          ? own.emergency.confirmWithin
          : inMinutes(emergency.confirmWithinHours),
      perHour: emergency.perHour ?? own.emergency.perHour,
      operators: emergency.operators ?? own.emergency.operators,
    },
    limits: { ...own.limits, asksPerRequester: asksFor(limits?.perRequester), ...known(limits) },
    scheduleDays: scheduleDays ?? own.scheduleDays,
    tasks: (said.tasks ?? []).map(toPlannedTask),
  };
}

/** Whoever may have more begin may ask for more. */
function asksFor(perRequester = 0): number {
  return Math.max(BUILT_IN_POLICY.limits.asksPerRequester, 2 * perRequester);
}

type Known<Value> = { readonly [Key in keyof Value]?: Exclude<Value[Key], undefined> };

/** Without the parts that were left out, so that they do not overwrite anything. */
function known<Value extends object>(value: Value | undefined): Known<Value> {
  const entries = Object.entries(value ?? {}).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries) as Known<Value>;
}

function isZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
