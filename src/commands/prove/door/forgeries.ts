import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { createRandom, type Random } from '../random.ts';
import { startAuthority } from './authority.ts';
import { captureNetwork } from './captured-network.ts';
import { openDoor, post, requestOf } from './door.ts';
import { createFuzz, type Knock } from './fuzz.ts';
import { type Ending, NAMED_CASES, type NamedCase, OUR_APP, SERVICE_URL } from './named-cases.ts';
import { openSdkDoor } from './sdk-door.ts';

export type ForgeryFigures = {
  readonly named: number;
  readonly namedWrong: number;
  /** Of the 42, how many the SDK alone runs that must not run. */
  readonly sdkRuns: number;
  readonly fuzzed: number;
  readonly overHttp: number;
  readonly fuzzedRan: number;
  readonly fuzzedOddAnswer: number;
  readonly connectionsOut: number;
  readonly reasons: number;
  readonly memoryBefore: number;
  readonly memoryAfter: number;
  readonly seconds: number;
};

/** The named cases through both doors over HTTP, then the fuzz through ours: a part over HTTP, the bulk without. */
export async function forge({
  trials,
  seed,
}: {
  readonly trials: number;
  readonly seed: number;
}): Promise<ForgeryFigures> {
  const began = Date.now();
  const network = await captureNetwork(() => true);
  const authority = await startAuthority({ appId: OUR_APP, serviceUrl: SERVICE_URL });
  const [door, sdk] = [await openDoor(authority), await openSdkDoor(authority)];
  const quiet = quieten();
  try {
    let [namedWrong, sdkRuns] = [0, 0];
    for (const each of NAMED_CASES) {
      const { authorization, body } = requestOf(authority, each);
      const [ran, sdkRan] = [door.ran(), sdk.ran()];
      const given = await post(door.url, authorization, body);
      await post(sdk.url, authorization, body);
      if (endingOf(given, door.ran() > ran) !== each.ending) namedWrong += 1;
      if (sdk.ran() > sdkRan && each.ending !== 'runs') sdkRuns += 1;
    }
    const [ran, connections] = [door.ran(), network.connections()];
    const random = createRandom(seed);
    const next = createFuzz(authority, random);
    const overHttp = Math.ceil(trials / 20);
    let odd = 0;
    const memoryBefore = megabytes();
    for (let at = 0; at < trials; at += 1) {
      const knock = next();
      // Nothing else gets a turn otherwise: connections that end, timers.
      if (at % 500 === 0) await setImmediate();
      if (!(at < overHttp ? await isShutOverHttp(door.url, knock, random) : await isShut(door, knock))) odd += 1;
    }
    const fuzzedRan = door.ran() - ran;
    const out = network.connections() - connections;
    // A door that answers nobody any more would pass as well.
    const genuine = requestOf(authority, NAMED_CASES[0] as NamedCase);
    const last = door.ran();
    if (endingOf(await post(door.url, genuine.authorization, genuine.body), door.ran() > last) !== 'runs') odd += 1;
    return {
      named: NAMED_CASES.length,
      namedWrong,
      sdkRuns,
      fuzzed: trials,
      overHttp,
      fuzzedRan,
      fuzzedOddAnswer: odd,
      connectionsOut: out,
      reasons: door.refused().size,
      memoryBefore,
      memoryAfter: megabytes(),
      seconds: Math.round((Date.now() - began) / 1000),
    };
  } finally {
    quiet();
    for (const each of [door, sdk, authority]) await each.stop();
    await network.release();
  }
}

/** What an answer comes to; anything that is none of the three is reported as it is. */
export function endingOf(
  { status, text }: { readonly status: number; readonly text: string },
  ran: boolean,
): Ending | string {
  if (ran) return status === 200 ? 'runs' : `ran and answered ${status}`;
  if (status === 401 && text === '') return 'refused';
  return status === 200 ? 'not-for-us' : `answered ${status} ${text}`;
}

/** Only a genuine token is answered 200. */
function allowed({ kind }: Knock): readonly number[] {
  return kind.endsWith('real token') ? [401, 200] : [401];
}

async function isShut(door: Awaited<ReturnType<typeof openDoor>>, knock: Knock): Promise<boolean> {
  const { status } = await door.knock(knock.authorization, knock.body);
  return allowed(knock).includes(status);
}

/** One in four is broken as a request too: cut off, compressed, too large, of another type, no HTTP at all. */
async function isShutOverHttp(url: string, knock: Knock, random: Random): Promise<boolean> {
  const breakage = random.between(0, 19);
  if (breakage === 0) return isNoHttp(url, random);
  const json = JSON.stringify(knock.body) ?? '';
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    authorization: knock.authorization.replace(/[^\x20-\x7e]/g, '~'),
  };
  let body: string | Uint8Array<ArrayBuffer> = json;
  if (breakage === 1) body = json.slice(0, -1);
  if (breakage === 2) body = new Uint8Array(gzipSync(json));
  if (breakage === 2) headers['content-encoding'] = 'gzip';
  if (breakage === 3) body = JSON.stringify('x'.repeat(300_000));
  if (breakage === 4) headers['content-type'] = 'multipart/form-data; boundary=x';
  const response = await fetch(url, { method: 'POST', headers, body }).catch(() => null);
  // What is too large may find the connection closed while it is still being sent.
  if (response === null) return breakage === 3;
  const text = await response.text();
  const good = breakage < 5 ? [401, 413, 415, ...allowed(knock)] : allowed(knock);
  return good.includes(response.status) && (response.status === 200 || text === '');
}

/** Bytes that are no HTTP: answered 400 at most, and the connection ends. */
function isNoHttp(url: string, random: Random): Promise<boolean> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('data', (data) => {
      heard += data.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(!/^HTTP\/1\.1 [235]/.test(heard)));
    socket.end(Buffer.from(Array.from({ length: random.between(1, 400) }, () => random.between(0, 255))));
  });
}

/** The SDK prints what it refuses. */
function quieten(): () => void {
  const [error, warn] = [console.error, console.warn];
  console.error = () => undefined;
  console.warn = () => undefined;
  return () => {
    console.error = error;
    console.warn = warn;
  };
}

function megabytes(): number {
  return Math.round(process.memoryUsage().rss / 1_048_576);
}
