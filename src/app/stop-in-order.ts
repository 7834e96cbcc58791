import { readFileSync } from 'node:fs';
import { describeDefect } from './describe-defect.ts';

type Stop = () => Promise<unknown> | unknown;

export type Stopping = {
  /** What has been started last is stopped first. */
  add(stop: Stop): void;
  begun(): boolean;
  /** Stops everything once, then ends the process with this code. */
  stop(code: number): Promise<void>;
};

/** Real milliseconds after which the process ends whatever is still busy. */
const PATIENCE = 15_000;
const SAME_WISH = 800;

/**
 * Stops on SIGINT, SIGTERM and SIGHUP (the terminal is closed), and when npm, which started us, is gone; a second
 * signal ends at once. Children need no care in that case: they end with us (`sandbox/end-with-parent.ts`).
 */
export function stopInOrder(): Stopping {
  const stops: Stop[] = [];
  let begun = false;
  const stop = async (code: number) => {
    if (begun) return;
    begun = true;
    setTimeout(() => process.exit(code || 1), PATIENCE).unref();
    for (const each of stops.splice(0).reverse()) await Promise.resolve().then(each).catch(complain);
    process.exit(code);
  };
  let signalled = 0;
  const onSignal = () => {
    // Ctrl-C under npm arrives twice, from the terminal and from npm: that is one wish.
    if (begun && Date.now() - signalled > SAME_WISH) process.exit(130);
    if (signalled === 0) signalled = Date.now();
    void stop(0);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal);
  stopWithNpm(onSignal);
  const add = (each: Stop) => {
    // Started while we were stopping already.
    if (begun) void Promise.resolve().then(each).catch(complain);
    else stops.push(each);
  };
  return { add, begun: () => begun, stop };
}

/**
 * `npm start` that is killed (SIGKILL) cannot pass that on, and nobody would find what was left running. npm starts us
 * through a shell, so that it is the parent's parent (seen with npm 10 and 11).
 */
function stopWithNpm(stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const npm = parentOf(shell);
  const watch = setInterval(() => {
    if (process.ppid === shell && parentOf(shell) === npm) return;
    clearInterval(watch);
    stop();
  }, 500).unref();
}

/** From Linux's /proc; null where there is none. */
function parentOf(pid: number): string | null {
  try {
    // The name in brackets may hold anything; state and parent follow the last bracket.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(')').at(-1)?.trim().split(' ')[1] ?? null;
  } catch {
    return null;
  }
}

function complain(error: unknown): void {
  console.error(`Something did not stop cleanly. ${describeDefect(error)}`);
}
