import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { ConfigError } from '../../src/domain/errors.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { policyWords } from '../../src/domain/policy-words.ts';
import { contoso } from '../../src/sandbox/contoso.ts';

const folder = mkdtempSync(join(tmpdir(), 'leaver-policy-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;

function fileOf(content: unknown): string {
  files += 1;
  const file = join(folder, `policy-${files}.json`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function configOf(content: unknown) {
  return readConfig({ POLICY_FILE: fileOf(content) });
}

function policyOf(content: unknown) {
  return configOf(content).policy;
}

function problemsOf(content: unknown): readonly string[] {
  try {
    policyOf(content);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('the policy file', () => {
  it('takes in twice as many asks of one person as may begin, twenty at least, unless it says how many', () => {
    const asks = (limits: object) => policyOf({ limits }).limits.asksPerRequester;
    expect([
      asks({ perRequester: 2 }),
      asks({ perRequester: 50 }),
      asks({ perRequester: 50, asksPerRequester: 7 }),
    ]).toEqual([20, 100, 7]);
  });

  it('is not needed: a policy is built in', () => {
    expect(readConfig({}).policy).toEqual(BUILT_IN_POLICY);
  });

  it('changes what it names, and leaves the rest as it was', () => {
    const policy = policyOf({
      requests: { managers: 'direct' },
      approvals: { expireAfterHours: 6, remindAfterHours: [1], escalateAfterHours: null, rules: [] },
      limits: { perTenant: 3 },
    });
    expect(policy).toEqual({
      ...BUILT_IN_POLICY,
      requests: { managers: 'direct', requesterGroup: true },
      expiresAfter: 360,
      approvals: { ...BUILT_IN_POLICY.approvals, remindAfter: [60], escalateAfter: null },
      limits: { ...BUILT_IN_POLICY.limits, perTenant: 3 },
    });
  });

  it('adds its rules to the built-in ones, so that a deletion takes two whatever it says', () => {
    const own = { when: { kinds: ['offboard'] }, count: 3 };
    const policy = policyOf({ approvals: { rules: [own] } });
    expect(policy.approvals.rules).toEqual([...BUILT_IN_POLICY.approvals.rules, own]);
    expect(configOf({ approvals: { rules: [] } }).warnings).toEqual([]);
  });

  it('lets one person approve a deletion only where it says so, and that is a warning at every start', () => {
    const one = { allowSingleApproverForDeletion: true };
    const config = configOf({ approvals: one });
    expect(config.policy.approvals.rules).toEqual(
      BUILT_IN_POLICY.approvals.rules.filter(({ when }) => when.steps === undefined),
    );
    expect(config.warnings).toEqual([expect.stringContaining('a single person approve the deletion')]);
    expect(configOf({ approvals: { ...one, count: 2 } }).warnings).toEqual([]);
    const again = { when: { steps: ['delete-account'] }, count: 2 };
    expect(configOf({ approvals: { ...one, rules: [again] } }).warnings).toEqual([]);
    const environment = { ...process.env, POLICY_FILE: fileOf({ approvals: one }) };
    const printed = execFileSync(process.execPath, ['src/commands/policy.ts'], { env: environment, encoding: 'utf8' });
    expect(printed).toMatch(/^Warning: .*a single person approve the deletion/m);
  });

  it.each([
    ['is not JSON', '{', 'is not JSON'],
    ['has an unknown part', { approvalls: {} }, 'approvalls'],
    [
      'has an unknown condition',
      { approvals: { rules: [{ when: { cost: 3, managesAtLeast: 1 }, count: 2 }] } },
      'approvals.rules.0.when',
    ],
    ['has a rule that says nothing', { approvals: { rules: [{ when: {}, count: 2 }] } }, 'says nothing'],
    ['asks for nobody', { approvals: { count: 0 } }, 'approvals.count'],
    [
      'has hours that end before they begin',
      { approvals: { workingHours: { zone: 'Europe/Amsterdam', days: [1], from: '18:00', to: '08:00' } } },
      'from must be before to',
    ],
    [
      'has a zone that is none',
      { approvals: { workingHours: { zone: 'Amsterdam', days: [1], from: '08:00', to: '18:00' } } },
      'IANA',
    ],
    [
      'has an eighth day',
      { approvals: { workingHours: { zone: 'UTC', days: [8], from: '08:00', to: '18:00' } } },
      'approvals.workingHours.days.0',
    ],
    ['has no limit at all', { limits: { perTenant: 0 } }, 'limits.perTenant'],
    [
      'lets a request expire as it is asked',
      { approvals: { expireAfterHours: 0.005 } },
      'has approvals.expireAfterHours wrong (must be at least a minute: 0.017 hours)',
    ],
    [
      'gives no time to confirm a block',
      { emergency: { confirmWithinHours: 0.005 } },
      'has emergency.confirmWithinHours wrong (must be at least a minute',
    ],
    ['reminds at once', { approvals: { remindAfterHours: [4, 0.01] } }, 'has approvals.remindAfterHours.1 wrong'],
    ['escalates at once', { approvals: { escalateAfterHours: 0.005 } }, 'has approvals.escalateAfterHours wrong'],
  ])('stops the start when it %s', (_what, content, problem) => {
    expect(problemsOf(content)).toEqual([expect.stringMatching(/^POLICY_FILE .*/)]);
    expect(problemsOf(content)[0]).toContain(problem);
  });

  it('takes a minute as the shortest time', () => {
    expect(policyOf({ emergency: { confirmWithinHours: 0.017 } }).emergency.confirmWithin).toBe(1);
    expect(policyOf({ approvals: { expireAfterHours: 1 / 60 } }).expiresAfter).toBe(1);
  });

  it('stops the start when it cannot be read', () => {
    expect(() => readConfig({ POLICY_FILE: join(folder, 'nowhere.json') })).toThrow(ConfigError);
  });

  it('stops the start when its rules ask for a group that nobody named', () => {
    const escalates = { approvals: { rules: [{ when: { managesAtLeast: 1 }, count: 1, by: 'escalation' }] } };
    const live = {
      MicrosoftAppType: 'SingleTenant',
      MicrosoftAppId: 'a0000000-0000-4000-8000-000000000001',
      MicrosoftAppPassword: 'secret-of-the-bot',
      MicrosoftAppTenantId: 'a0000000-0000-4000-8000-000000000002',
      AZURE_TENANT_ID: 'a0000000-0000-4000-8000-000000000002',
      AZURE_CLIENT_ID: 'a0000000-0000-4000-8000-000000000003',
      AZURE_CLIENT_SECRET: 'secret-for-graph',
      DATABASE_URL: 'postgres://leaver@127.0.0.1/leaver',
      APPROVER_GROUP_ID: 'a0000000-0000-4000-8000-000000000004',
      POLICY_FILE: fileOf(escalates),
    };
    expect(() => readConfig(live)).toThrow(ConfigError);
    expect(readConfig({ ...live, ESCALATION_GROUP_ID: live.APPROVER_GROUP_ID }).policy.approvals.rules).toContainEqual(
      escalates.approvals.rules[0],
    );
  });

  it('is printed in words, every part of it', () => {
    const file = fileOf({ approvals: { rules: [{ when: { ownsGroupsAtLeast: 7 }, count: 3, by: 'escalation' }] } });
    const environment = { ...process.env, POLICY_FILE: file };
    const printed = execFileSync(process.execPath, ['src/commands/policy.ts'], { env: environment, encoding: 'utf8' });
    expect(printed).toContain(
      'the person owns 7 groups or more: 3 approvals by different people by members of ESCALATION_GROUP_ID',
    );
    expect(policyWords(BUILT_IN_POLICY).join('\n')).toContain('2 approvals');
  });
});

describe('own tasks in the policy file', () => {
  const GROUP = { id: '98974c8e-4a94-428a-83a1-263c8df2cca4', name: 'Facilities' };
  const TASK = { key: 'laptop', title: { en: 'Laptop', nl: 'Laptop' }, group: GROUP, phase: 'at-start', dueDays: 2 };
  const problem = (changes: object) => problemsOf({ tasks: [{ ...TASK, ...changes }] }).join('\n');

  it('are read, and a bare word is enough unless a result is asked for', () => {
    expect(policyOf({ tasks: [TASK] }).tasks).toEqual([{ ...TASK, instruction: null, evidence: 'attestation' }]);
  });

  it('of the README come in the sandbox to somebody who has a chat there', () => {
    const [example] = /^\{ "tasks": [\s\S]*?^```/m.exec(readFileSync('README.md', 'utf8')) ?? [''];
    const { tasks } = policyOf(example.replace('```', ''));
    const groups = tasks.flatMap(({ group }) => (group === 'helpdesk' ? [] : [group.id]));
    expect(groups).toHaveLength(1);
    const group = Object.values(contoso.groups).find(({ id }) => id === groups[0]);
    expect(group?.kind).toBe('security');
    expect(group?.members).toContain(contoso.personas.manager.key);
  });

  it.each([
    ['a language that is missing', { title: { en: 'Laptop' } }, 'tasks.0.title.nl', 'Dutch'],
    ['a group id that is none', { group: { id: 'facilities', name: 'F' } }, 'tasks.0.group', 'object id of a group'],
    ['a group without a name', { group: { id: GROUP.id } }, 'tasks.0.group', 'name'],
    ['a phase that there is not', { phase: 'later' }, 'tasks.0.phase', 'before-start, at-start, after'],
    ['a task that comes before and is due after', { phase: 'before-start' }, 'tasks.0.dueDays', '0 or less before it'],
    ['an end that there is not', { evidence: 'photo' }, 'tasks.0.evidence', 'attestation, result'],
    ['a name of a field that nobody knows', { due: 2 }, 'tasks.0', 'due'],
  ])('name %s', (_, changes, where, what) => {
    expect(problem(changes)).toContain(where);
    expect(problem(changes)).toContain(what);
  });

  it('name two of one key', () => {
    expect(problemsOf({ tasks: [TASK, TASK] }).join()).toContain('another task is called "laptop" already');
  });

  it('are said in words', () => {
    expect(policyWords(policyOf({ tasks: [TASK] })).at(-1)).toBe(
      `Every offboarding: “Laptop” (“Laptop”) by members of “Facilities” (${GROUP.id}), handed out when it starts, due 2 days after it. Their word is enough.`,
    );
  });
});
