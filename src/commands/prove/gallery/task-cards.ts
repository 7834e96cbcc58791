import { approvalCard } from '../../../cards/approval-card.ts';
import { taskCard } from '../../../cards/task-card.ts';
import { buildReport } from '../../../domain/build-report.ts';
import type { ShownTask } from '../../../domain/report.ts';
import type { Request } from '../../../domain/request.ts';
import type { Task } from '../../../domain/task.ts';
import { isOver, tasksDoneForAnotherHour, tasksOf } from '../../../domain/tasks-of.ts';
import { text } from '../../../domain/text.ts';
import type { CardMakers } from './card-makers.ts';
import { aGivenTask, aPlan, aRequest, aTask, minutesAfter, NOW } from './given.ts';

/** Tasks in every state: as those see them who do them, and on the approver's card. */
export function taskCards(written: string | null): CardMakers {
  const request = withTasks(written);
  const stopped: Request = { ...request, state: 'withdrawn', endedAt: minutesAfter(NOW, 90) };
  const tasks = request.tasks?.map((task) => ({ ...task, answeredFor: minutesAfter(NOW, 1440) })) ?? [];
  const moved: Request = { ...request, state: 'scheduled', startedAt: null, dueAt: minutesAfter(NOW, 2880), tasks };
  const over: Request = { ...request, state: 'done', tasks: request.tasks?.filter(isOver) ?? [], plan: aPlan() };
  return {
    task: (reader) => taskCard({ ...viewOf(request), error: text('flow.task-which') }, reader),
    'task-one': (reader) => taskCard(viewOf({ ...request, tasks: request.tasks?.slice(0, 1) ?? [] }), reader),
    'task-off': (reader) => taskCard(viewOf(stopped), reader),
    'task-moved': (reader) => taskCard(viewOf(moved), reader),
    'task-over': (reader) => taskCard(viewOf(over), reader),
    'approval-tasks': (reader) => approvalCard({ report: viewOf(request).report, actions: [] }, reader),
    'approval-tasks-over': (reader) => approvalCard({ report: viewOf(over).report, actions: [] }, reader),
  };
}

function viewOf(request: Request) {
  const report = buildReport({ request, steps: [], now: minutesAfter(NOW, 60) });
  const moved = tasksDoneForAnotherHour(request);
  const tasks = tasksOf(request).flatMap((now): readonly ShownTask[] => {
    if (now.task === null) return [];
    const again = moved.includes(now.task) ? (['holds'] as const) : [];
    return [{ now, answers: now.isOff || isOver(now.task) ? again : ['done', 'cannot', 'waive', ...again] }];
  });
  return { report, tasks };
}

function withTasks(written: string | null): Request {
  const words = written ?? 'It is not in the building';
  const title = { en: written ?? 'Collect the laptop and the badge', nl: written ?? 'De laptop en de pas innemen' };
  const group = { id: '20000000-0000-4000-8000-000000000009', name: written ?? 'Facilities' };
  const said = { by: '1', byName: written ?? 'Daan Bakker', answeredAt: minutesAfter(NOW, 30), words };
  const instruction = { en: written ?? 'It goes into the blue cupboard.', nl: written ?? 'Leg hem in de blauwe kast.' };
  const states: readonly Partial<Task>[] = [
    { instruction },
    { group, evidence: 'result' },
    { group, state: 'cannot', ...said },
    { group, state: 'done', evidence: 'result', ...said },
    { state: 'done', ...said },
    { state: 'reported', evidence: 'result', ...said },
    { state: 'waived', ...said },
  ];
  const tasks = states.map((state, at) => aGivenTask({ title, ...state, key: `task-${at}`, id: `task-${at}` }));
  const toCome = aTask({ key: 'parking', title, group, phase: 'after' });
  const plan = { ...aPlan(), tasks: [toCome] };
  return aRequest({
    ...(written === null ? {} : { targetUserName: written }),
    state: 'watching',
    startedAt: NOW,
    decision: { verdict: 'approved', by: '1', byName: written ?? 'Daan Bakker', reason: null, at: NOW },
    plan,
    tasks,
  });
}
