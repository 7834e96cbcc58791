import { hourThatHolds } from '../domain/agreement.ts';
import type { Report, ShownTask, TaskAnswerVerb } from '../domain/report.ts';
import { taskSentence, whoDoesTask } from '../domain/report-tasks.ts';
import { isOver, type TaskNow, tasksDoneForAnotherHour } from '../domain/tasks-of.ts';
import { type Text, text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { aboutTasks } from './parts/about.ts';
import { type Button, buttons } from './parts/buttons.ts';
import { head, kicker } from './parts/head.ts';
import { errorLines, sections } from './parts/sections.ts';
import { takeBackHeadline } from './parts/take-back-headline.ts';
import { renderCard } from './render-card.ts';
import { say } from './untrusted.ts';

export type TaskInput = {
  readonly report: Report;
  readonly tasks: readonly ShownTask[];
  readonly error?: Text | null;
};

/**
 * What somebody is to do besides the steps, and no more of the request than that takes. Inputs `task` (which, by its
 * key), `result` and `reason`; verbs `task-done`, `task-cannot`, `task-holds`,
 * `task-waive`.
 */
export function taskCard({ report, tasks, error }: TaskInput, reader: Reader): AdaptiveCard {
  const { request } = report;
  const open = tasks.filter(({ answers }) => answers.length > 0);
  const takeBack = takeBackHeadline(request, tasks);
  return renderCard('task', {
    ...head(
      {
        kicker: [text('card.task.kicker'), ...kicker(request.choices.kind, request.reference)],
        title: request.targetUserName,
        headline: takeBack ?? headlineOf(report, tasks, open),
        colour: open.length > 0 || takeBack !== null ? 'warning' : 'default',
        reference: request.reference,
      },
      reader,
    ),
    errors: errorLines([error], reader),
    about: aboutTasks(report, reader),
    sections: sections(
      [
        { title: 'tasks', sentences: open.flatMap((shown) => sentencesOf(report, shown)) },
        {
          title: 'tasks-over',
          sentences: tasks
            .filter((shown) => !open.includes(shown))
            .map(({ now }) => taskSentence(request, now, report.now)),
        },
      ],
      reader,
    ),
    ...inputsOf(open, reader),
    ...buttons(buttonsOf(report, open), reader),
  });
}

function headlineOf({ request }: Report, tasks: readonly ShownTask[], open: readonly ShownTask[]): Text {
  const own = open.filter(({ answers }) => answers.includes('done')).length;
  if (own > 0) return text('card.task.headline', { count: own });
  const moved = tasksDoneForAnotherHour(request);
  const shown = tasks.filter(({ now }) => now.task !== null && moved.includes(now.task));
  if (shown.length > 0) return text('card.task.headline-moved', { count: shown.length });
  if (open.length > 0) return text('card.task.headline-others', { count: open.length });
  return text(tasks.some(({ now }) => now.isOff) ? 'card.task.headline-off' : 'card.task.headline-over');
}

/** What others do is shown to approvers, who can only let it go. */
function isOwn({ answers }: ShownTask): boolean {
  return answers.some((answer) => answer !== 'waive');
}

/** What is to be done, how, and what is asked as its end. */
function sentencesOf({ request, now: at }: Report, { now, answers }: ShownTask): readonly Text[] {
  const { instruction, title, evidence } = now.planned;
  return [
    taskSentence(request, now, at),
    ...(instruction === null ? [] : [text('card.task.instruction', { title, instruction })]),
    ...(evidence === 'result' && !isOverNow(now) ? [text('card.task.result-wanted', { title })] : []),
    ...(answers.includes('holds') ? [text('card.task.holds-wanted', { title })] : []),
  ];
}

function isOverNow({ task }: TaskNow): boolean {
  return task !== null && isOver(task);
}

/** Which one is seen to be asked only where there are several; the first is picked. */
function inputsOf(open: readonly ShownTask[], reader: Reader) {
  const words = open.some(({ answers }) => answers.includes('cannot'));
  const result = open.some(({ now, answers }) => now.planned.evidence === 'result' && answers.includes('done'));
  return {
    hasWhich: open.length > 1,
    // Always said: by the time of the click another one may be the only one.
    hasOne: open.length === 1,
    whichLabel: say(text('card.task.which'), reader),
    whichValue: (open.find(isOwn) ?? open[0])?.now.planned.key ?? '',
    which: open.map((shown) => ({ value: shown.now.planned.key, title: say(whichOf(shown), reader) })),
    hasResult: result,
    resultLabel: say(text('card.task.result'), reader),
    hasReason: words,
    reasonLabel: say(text('card.task.cannot'), reader),
  };
}

function whichOf(shown: ShownTask): Text {
  const { title, group } = shown.now.planned;
  return isOwn(shown)
    ? text('card.task.one', { title })
    : text('card.task.one-of-others', { title, who: whoDoesTask(group) });
}

function buttonsOf({ request }: Report, open: readonly ShownTask[]): readonly Button[] {
  const { id: requestId, version } = request;
  const shownHour = hourThatHolds(request) ?? '';
  return VERBS.filter(({ answer }) => open.some(({ answers }) => answers.includes(answer))).map(
    ({ answer: _, ...verb }) => ({
      ...verb,
      requestId,
      version,
      shownHour,
      withInputs: true,
    }),
  );
}

const VERBS: readonly (Pick<Button, 'verb' | 'style'> & { readonly answer: TaskAnswerVerb })[] = [
  { answer: 'done', verb: 'task-done', style: 'positive' },
  { answer: 'cannot', verb: 'task-cannot' },
  { answer: 'holds', verb: 'task-holds' },
  { answer: 'waive', verb: 'task-waive' },
];
