import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { StartError } from '../domain/errors.ts';

export type Child = {
  /** Resolves with its exit code (null = by a signal) when it has ended, for whatever reason. */
  readonly ended: Promise<number | null>;
  /** Ends it: kindly first, by force after five seconds. Resolves when it is gone. */
  stop(): Promise<void>;
};

export type ChildProgram = {
  /** For messages: "the sandbox". */
  readonly name: string;
  readonly program: string;
  readonly parameters: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder?: string;
  /** A command that Node itself is started by, such as `unshare -n`. */
  readonly through?: readonly string[];
  /** Also force every server of it onto 127.0.0.1. */
  readonly loopback?: boolean;
  /** Called until it gives something: then the child is ready. Given the lines that it wrote so far. */
  ready(lines: readonly string[]): Promise<boolean>;
  /** Real milliseconds until giving up. */
  readonly patience?: number;
};

/**
 * Starts a Node program as a child that cannot outlive this process (`end-with-parent.ts`), and waits until it is
 * ready.
 *
 * Throws `StartError` with what it said when it ends, or is not ready in time; nothing is left running then.
 */
export async function startChild(program: ChildProgram): Promise<Child> {
  const { child, lines } = launch(program);
  try {
    await waitUntilReady(program, child, lines);
    return child;
  } catch (error) {
    await child.stop();
    throw error;
  }
}

const PRELOAD = new URL('./end-with-parent.ts', import.meta.url).href;

function launch({ program, parameters, environment, folder, loopback, through = [] }: ChildProgram): {
  child: Child;
  lines: string[];
} {
  const [command = process.execPath, ...rest] = [...through, process.execPath];
  const process_ = spawn(command, [...rest, '--import', PRELOAD, program, ...parameters], {
    cwd: folder,
    env: { ...environment, LEAVER_CHILD: loopback ? 'ends-with-parent loopback' : 'ends-with-parent' },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A process group of its own: Ctrl-C reaches only us, and we stop children in order.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const lines = keepLines(process_.stdout, process_.stderr);
  process_.stdin.on('error', () => {});
  const ended = new Promise<number | null>((resolve) => {
    process_.once('error', () => resolve(null));
    process_.once('exit', (code) => resolve(code));
  });
  const stop = async () => {
    process_.stdin.destroy();
    process_.kill('SIGTERM');
    const force = setTimeout(() => process_.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(force);
  };
  return { child: { ended, stop }, lines };
}

/** The last lines of both streams; reading on keeps a talkative child from blocking. */
function keepLines(...streams: readonly Readable[]): string[] {
  const lines: string[] = [];
  for (const stream of streams) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > 50) lines.shift();
    });
  }
  return lines;
}

/** Milliseconds: two chats, a bot and a sandbox that start at once on two busy cores took more than thirty seconds. */
const PATIENCE = 120_000;

async function waitUntilReady(
  { name, ready, patience = PATIENCE }: ChildProgram,
  child: Child,
  lines: string[],
): Promise<void> {
  let over = false;
  void child.ended.then(() => {
    over = true;
  });
  for (const giveUp = Date.now() + patience; Date.now() < giveUp; ) {
    if (over) throw new StartError(`${capital(name)} ended while it was starting. ${lastWords(lines)}`);
    if (await ready(lines)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new StartError(`${capital(name)} was not ready after ${patience / 1000} seconds. ${lastWords(lines)}`);
}

function lastWords(lines: readonly string[]): string {
  const said = lines.filter((line) => line.trim() !== '' && !/^\s+at /.test(line)).slice(-4);
  return said.length === 0 ? 'It said nothing.' : `It said: ${said.join(' | ').slice(-600)}`;
}

function capital(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}
