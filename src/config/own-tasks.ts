import { z } from 'zod';
import { type OwnTask, TASK_EVIDENCE, TASK_PHASES, type TaskGroup } from '../domain/task.ts';

const MOST_TASKS = 20;
const LONGEST_TITLE = 100;
const LONGEST_INSTRUCTION = 500;
const DAYS_BEFORE = 30;
const DAYS_AFTER = 365;

const LANGUAGES = { en: 'English', nl: 'Dutch' } as const;

/** In both languages, since each person reads their own. */
function words(most: number) {
  const said = (language: keyof typeof LANGUAGES) =>
    z
      .string(`it has to be said in ${LANGUAGES[language]} too: "${language}" is missing`)
      .trim()
      .min(1, `it says nothing in ${LANGUAGES[language]}`)
      .max(most);
  return z.strictObject({ en: said('en'), nl: said('nl') });
}

const group = z.union(
  [
    z.literal('helpdesk'),
    z.strictObject({
      id: z.guid('no object id of a group: take it from the Entra admin center'),
      name: z.string().trim().min(1).max(LONGEST_TITLE),
    }),
  ],
  '"helpdesk", or the object id and the name of a group: { "id": "…", "name": "…" }',
);

const ownTask = z
  .strictObject({
    key: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens, 40 at most'),
    title: words(LONGEST_TITLE),
    instruction: words(LONGEST_INSTRUCTION).optional(),
    group,
    phase: z.enum(TASK_PHASES, `one of ${TASK_PHASES.join(', ')}`),
    dueDays: z.int().min(-DAYS_BEFORE).max(DAYS_AFTER),
    evidence: z.enum(TASK_EVIDENCE, `one of ${TASK_EVIDENCE.join(', ')}`).optional(),
  })
  .refine(({ phase, dueDays }) => (phase === 'before-start' ? dueDays <= 0 : dueDays >= 1), {
    path: ['dueDays'],
    message: 'days from the start: 0 or less before it, 1 or more at it and after it',
  });

/** What a company adds to every offboarding; a mistake is named by the place of the task in the file, from 0. */
export const OWN_TASKS = z
  .array(ownTask)
  .max(MOST_TASKS)
  .superRefine((tasks, { addIssue }) => {
    tasks.forEach(({ key }, place) => {
      if (tasks.findIndex((other) => other.key === key) < place)
        addIssue({ code: 'custom', path: [place, 'key'], message: `another task is called "${key}" already` });
    });
  });

export function toPlannedTask(said: z.output<typeof ownTask>): OwnTask {
  const { key, title, instruction = null, phase, dueDays, evidence = 'attestation' } = said;
  return { key, title, instruction, group: said.group satisfies TaskGroup, phase, dueDays, evidence };
}
