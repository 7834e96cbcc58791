import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below those that systems hand out by themselves (32768 on Linux), so that no connection or listener of others gets
 * one.
 */
const [FIRST, LAST] = [20_000, 32_000];

/**
 * The first of `count` ports in a row that are free, for a program that cannot be asked which one it took (as `PORT=0`
 * can).
 */
export async function freePort(count = 1): Promise<number> {
  for (;;) {
    const first = randomInt(FIRST, LAST - count);
    const wanted = Array.from({ length: count }, (_, place) => first + place);
    if ((await Promise.all(wanted.map(isFree))).every(Boolean)) return first;
  }
}

/** Whether nobody listens there, at 127.0.0.1. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
