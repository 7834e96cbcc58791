import { fork } from 'node:child_process';
import { join } from 'node:path';

export type TextFigures = {
  readonly texts: number;
  /** Turns that took more CPU than the limit, three times, or that no answer came to at all. */
  readonly tooMuch: number;
  readonly hung: number;
  readonly worst: number;
  readonly urgent: number;
  readonly urgentLate: number;
  readonly urgentWorst: number;
};

/** Milliseconds: CPU of one turn; until `block now` and `pause everything` are answered. */
const MOST_CPU = 250;
const MOST_WAIT = 1_000;
/** Real milliseconds without a sign of life until the process counts as held by the message that it began last. */
const PATIENCE = 10_000;

type Asked = {
  readonly folder: string;
  readonly texts: number;
  readonly seed: number;
  /** Ends after so many hung messages: a version that hangs by each of them would take for ever. */
  readonly hangs: number;
};

/**
 * So many messages through the bot of that folder, in a process that is killed when a message holds it, and begun anew
 * behind it.
 */
export async function tryTexts({ folder, texts, seed, hangs }: Asked): Promise<TextFigures> {
  const figures = { texts: 0, tooMuch: 0, hung: 0, worst: 0, urgent: 0, urgentLate: 0, urgentWorst: 0 };
  for (let from = 0; from < texts && figures.hung < hangs; ) from = await runFrom(from);
  return figures;

  function runFrom(from: number): Promise<number> {
    const program = join(import.meta.dirname, 'text-turns.ts');
    const child = fork(program, [folder, seed, from, texts, MOST_CPU].map(String), {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    return new Promise((resolve, reject) => {
      let at = -1;
      let isOver = false;
      const kill = () => child.kill('SIGKILL');
      // The world has to be opened first, on a machine that may be busy.
      let watchdog = setTimeout(kill, 6 * PATIENCE);
      child.on('message', (said: Said) => {
        clearTimeout(watchdog);
        watchdog = setTimeout(kill, PATIENCE);
        if (said.begins !== undefined) at = said.begins;
        if (said.cpu !== undefined) count(said);
        isOver ||= said.over === true;
      });
      child.once('exit', () => {
        clearTimeout(watchdog);
        if (isOver) return resolve(texts);
        if (at < 0) return reject(new Error('the bot of this proof did not start'));
        figures.texts += 1;
        figures.hung += 1;
        figures.tooMuch += 1;
        resolve(at + 1);
      });
    });
  }

  function count({ cpu = 0, urgent = null }: Said): void {
    figures.texts += 1;
    figures.worst = Math.max(figures.worst, Math.round(cpu));
    if (cpu > MOST_CPU) figures.tooMuch += 1;
    if (urgent === null) return;
    figures.urgent += 1;
    figures.urgentWorst = Math.max(figures.urgentWorst, Math.round(urgent));
    if (urgent > MOST_WAIT) figures.urgentLate += 1;
  }
}

type Said = {
  readonly begins?: number;
  readonly cpu?: number;
  readonly urgent?: number | null;
  readonly over?: true;
};
