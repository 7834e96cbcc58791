/** The few errors that somebody acts on. Expected endings are values, not errors. */
export class LeaverError extends Error {
  override readonly name: string = 'LeaverError';
}

/**
 * The environment is not usable; `problems` lists every one, each a sentence with the key and where to get the value.
 */
export class ConfigError extends LeaverError {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Something outside that start-up needs is not there; the message is one clear sentence for the person who starts. */
export class StartError extends LeaverError {
  override readonly name = 'StartError';
}

/**
 * The directory could not be read now. `retryAfter` in seconds where the service gave it; `answered`: the HTTP status
 * that came instead.
 */
export class DirectoryUnavailable extends LeaverError {
  override readonly name = 'DirectoryUnavailable';
  readonly retryAfter: number | null;
  readonly answered: number | null;

  constructor(
    message: string,
    retryAfter: number | null = null,
    { answered = null, ...options }: ErrorOptions & { readonly answered?: number | null } = {},
  ) {
    super(message, options);
    this.retryAfter = retryAfter;
    this.answered = answered;
  }
}

/** Another request about the same person is open that leaves no room for this one: the database alone judges. */
export class AnotherIsOpen extends LeaverError {
  override readonly name = 'AnotherIsOpen';
}

/** What was asked for is stored, and something after it failed: nothing was lost, and nothing is to be asked again. */
export class FailedAfterwards extends LeaverError {
  override readonly name = 'FailedAfterwards';
}

/** Whether what was asked for is stored is not known: the answer of the database to its last word was lost. */
export class OutcomeUnknown extends LeaverError {
  override readonly name = 'OutcomeUnknown';
}

/**
 * What may be logged of any error: its code (node's, SQLSTATE), else its name. Never its message: drivers and parsers
 * put addresses with passwords, rows and bodies into theirs.
 */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error ? String(error.code) : '';
  return /^[\w-]{1,60}$/.test(code) ? code : error.name;
}

/** Cannot happen: our defect, not their tenant. */
export class InternalError extends LeaverError {
  override readonly name = 'InternalError';
}
