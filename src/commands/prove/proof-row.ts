/**
 * One promise as `npm run prove` puts it to the test. The control is the same harness with the defence taken out: it
 * has to be caught, or the row proves nothing.
 */
export type ProofRow = {
  /** A sentence that says what cannot happen. */
  readonly promise: string;
  readonly trials: number;
  readonly failures: number;
  /** Null when every case there is was tried. */
  readonly seed: number | null;
  readonly control: { readonly what: string; readonly trials: number; readonly failures: number };
  /** What failed, in words: said last, since of a log only the end may be kept. */
  readonly found?: readonly string[];
  /** Figures besides: kept in the JSON. */
  readonly figures?: Readonly<Record<string, number | string>>;
};

/** How a proof is run; `short` is what CI runs. */
export type ProofRun = {
  readonly short: boolean;
  readonly seed: number;
  /** Trials that were asked for on the command line; null = the proof's own number. */
  readonly trials: number | null;
  readonly say: (line: string) => void;
};

export type Proof = (run: ProofRun) => Promise<readonly ProofRow[]>;

/** Whether the promise was kept and its control caught. */
export function isProved({ trials, failures, control }: ProofRow): boolean {
  return trials > 0 && failures === 0 && control.failures > 0;
}
