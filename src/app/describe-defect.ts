import { codeOf } from '../domain/errors.ts';

/**
 * A defect of ours for the person who reads the terminal: what kind and where, with its cause. Its message stays out,
 * and so do its fields: `Invalid URL` carries the whole address with the password, PostgreSQL's errors carry rows.
 */
export function describeDefect(error: unknown): string {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => FRAME.test(line)) : [];
  const cause = error instanceof Error && error.cause !== undefined ? [`  because of ${codeOf(error.cause)}`] : [];
  return [`Something went wrong that is a defect of Leaver: ${codeOf(error)}`, ...cause, ...frames].join('\n');
}

/** Where, and never a line of a message that only begins like that: a place has a line and a column. */
const FRAME = /^ {4}at (?:async )?[\w.<>[\] ]*\(?(?:file:\/\/|node:|\/)[^\s()]*:\d+:\d+\)?$/;

/** What nobody caught ends the process as it would anyway, but is described instead of printed with all it holds. */
export function describeUncaught(): void {
  process.on('uncaughtException', (error) => {
    console.error(describeDefect(error));
    process.exit(1);
  });
}
