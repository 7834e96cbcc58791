import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contoso } from '../../../sandbox/contoso.ts';
import type { Exchange } from '../../../sandbox/graph/exchange.ts';
import type { Stage, startStage } from '../../stage.ts';
import type { Call, Chronicle } from './chronicle.ts';
import { record } from './record.ts';
import { watchWork } from './watch-work.ts';

export type World = Awaited<ReturnType<typeof openWorld>>;
export type Chat = ReturnType<Stage['as']>;
export type Starter = (settings: Parameters<typeof startStage>[0]) => Promise<Stage>;

/** Whoever asks, decides, does the work and blocks in an emergency. */
export const CAST = ['manager', 'helpdesk', 'secondHelpdesk', 'emergencyLead', 'itLead', 'hr'] as const;
export type Cast = (typeof CAST)[number];

/**
 * Nothing said or done for so long, real milliseconds, while Leaver has nothing to do: what is under way on the wire is
 * there.
 */
const QUIET = 250;
const LONGEST_WAIT = 180_000;
/** More than a proof asks for, so that only people's own pauses hold anything. */
const LIMITS = { perRequester: 9_999, perApprover: 9_999, perTenant: 9_999, departmentPercent: 100 };

/** Both kinds of group, all phases, and both kinds of evidence; the second group holds no approver. */
const TASKS = [
  {
    key: 'laptop',
    title: { en: 'Collect the laptop and the badge', nl: 'De laptop en de pas innemen' },
    group: 'helpdesk',
    phase: 'at-start',
    dueDays: 1,
  },
  {
    key: 'payroll',
    title: { en: 'Tell payroll the last day', nl: 'De laatste dag doorgeven aan de salarisadministratie' },
    group: { id: contoso.groups.requesters?.id, name: 'HR' },
    phase: 'before-start',
    dueDays: -1,
    evidence: 'result',
  },
  {
    key: 'parking',
    title: { en: 'Give the parking place to somebody else', nl: 'De parkeerplaats aan iemand anders geven' },
    instruction: { en: 'The list lies at the front desk.', nl: 'De lijst ligt bij de receptie.' },
    group: { id: contoso.groups.requesters?.id, name: 'HR' },
    phase: 'after',
    dueDays: 3,
  },
];

/**
 * The whole product in one process with its people, recorded from outside. `start` is this version's stage, or the
 * first one's, whose policy knows no tasks.
 */
export async function openWorld(start: Starter, speed: number, hasTasks = true) {
  const folder = await mkdtemp(join(tmpdir(), 'leaver-truth-'));
  const policy = join(folder, 'policy.json');
  const tasks = hasTasks ? { tasks: TASKS } : {};
  await writeFile(policy, JSON.stringify({ limits: LIMITS, emergency: { perHour: 9_999 }, ...tasks }));
  const calls: Call[] = [];
  let now = () => 0;
  const onExchange = ({ method, url, status }: Pick<Exchange, 'method' | 'url' | 'status'>) => {
    calls.push({ at: now(), method, url, status });
  };
  const work = watchWork();
  const stage = await start({ speed, onExchange, environment: { POLICY_FILE: policy }, replace: work.replace });
  const recorder = record(stage);
  now = recorder.now;
  const chats = Object.fromEntries(CAST.map((key) => [key, chatOf(stage, key)])) as Record<Cast, Chat>;
  for (const key of CAST) recorder.name(chats[key].conversation.id, contoso.people[key]?.displayName ?? key);
  for (const { title } of TASKS) recorder.saidBy(title.en);
  await Promise.all([
    chats.secondHelpdesk.install(),
    chats.emergencyLead.install(),
    chats.itLead.install(),
    chats.hr.install(),
  ]);

  return {
    stage,
    recorder,
    chats,
    /** Waits until Leaver has nothing more to do at this hour of the tenant. */
    async settle(): Promise<void> {
      const deadline = Date.now() + LONGEST_WAIT;
      let [known, since] = ['', Date.now()];
      const isQuiet = () => Date.now() - since > QUIET && work.isIdle(since);
      while (Date.now() < deadline && !isQuiet()) {
        const seen = `${recorder.shown.length} ${recorder.moments.length} ${calls.length}`;
        if (seen !== known) since = Date.now();
        known = seen;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      // What was clicked and is still under way is settled by the next quiet moment.
      if (isQuiet()) recorder.settled();
    },
    chronicle(): Chronicle {
      const { moments, shown, deeds, typed } = recorder;
      return { moments, shown, deeds, typed, calls };
    },
    async stop(): Promise<void> {
      await stage.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function chatOf(stage: Stage, key: Cast): Chat {
  return key === 'manager' || key === 'helpdesk' || key === 'secondHelpdesk' ? stage[key] : stage.as(key);
}
