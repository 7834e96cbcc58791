/**
 * Preload for child processes (`node --import …/end-with-parent.ts program`): says what `LEAVER_CHILD` asks for,
 * before the program's own code runs. A program that knows nothing of us, such as the Playground, obeys too.
 *
 * - `ends-with-parent`: stdin is a pipe that only the parent holds. It closes when the parent ends in any way, also by
 *   SIGKILL; then the child ends: SIGTERM first, so that it can tidy up, and by force soon after.
 * - `loopback`: every server listens on 127.0.0.1 only. The Playground binds all interfaces (design, section 5;
 *   measured with 0.2.28: `*:56150`), and anybody on the network could speak as the manager.
 */
import { Server } from 'node:net';

const asked = (process.env.LEAVER_CHILD ?? '').split(' ');
if (asked.includes('ends-with-parent')) endWithParent();
if (asked.includes('loopback')) listenOnLoopbackOnly();

function endWithParent(): void {
  const end = () => {
    setTimeout(() => process.exit(1), 3_000).unref();
    // A program without a SIGTERM handler ends here; one with a handler closes what it holds.
    process.kill(process.pid, 'SIGTERM');
  };
  process.stdin.once('close', end);
  process.stdin.on('error', () => {});
  process.stdin.resume();
}

function listenOnLoopbackOnly(): void {
  const listen = Server.prototype.listen as (this: Server, ...parameters: unknown[]) => Server;
  Server.prototype.listen = function (this: Server, ...parameters: unknown[]) {
    return listen.apply(this, onLoopback(parameters));
  };
}

/** `listen(port, …)` and `listen({ port, … })`, the two forms that name a port; others (paths, handles) stay. */
function onLoopback([first, ...rest]: unknown[]): unknown[] {
  if (typeof first === 'object' && first !== null && 'port' in first) {
    return [{ ...first, host: '127.0.0.1' }, ...rest];
  }
  const port = typeof first === 'function' || first === undefined ? 0 : first;
  const callback = [first, ...rest].find((parameter) => typeof parameter === 'function');
  if (typeof port === 'number' || /^\d+$/.test(String(port))) {
    return [{ port: Number(port), host: '127.0.0.1' }, ...(callback === undefined ? [] : [callback])];
  }
  return [first, ...rest];
}
