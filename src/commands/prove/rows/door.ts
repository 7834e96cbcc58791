import { flood } from '../door/flood.ts';
import { forge } from '../door/forgeries.ts';
import { leak } from '../door/token-leaks.ts';
import type { Proof, ProofRow, ProofRun } from '../proof-row.ts';

/**
 * `--only door`: what comes in, what goes out, and what holds the listener up; the controls are the SDK and restify
 * alone.
 */
export const doorProof: Proof = async (run) => [await forgeries(run), await tokenLeaks(run), await floods(run)];

async function forgeries({ short, seed, trials, say }: ProofRun): Promise<ProofRow> {
  const figures = await forge({ trials: trials ?? (short ? 6_000 : 120_000), seed });
  const { named, namedWrong, sdkRuns, fuzzed, overHttp, fuzzedRan, fuzzedOddAnswer, connectionsOut, seconds } = figures;
  say(
    `Forged activities: ${named} named, ${fuzzed} fuzzed (${overHttp} of them over HTTP) in ${seconds} s; ${fuzzedRan} ran.`,
  );
  return {
    promise: 'forged activities run nothing and call nobody',
    trials: named + fuzzed,
    failures: namedWrong + fuzzedRan + fuzzedOddAnswer + connectionsOut,
    seed,
    control: { what: 'botbuilder alone, the 42 named cases', trials: named, failures: sdkRuns },
    figures: { ...figures },
  };
}

async function tokenLeaks({ short, say }: ProofRun): Promise<ProofRow> {
  const ours = await leak({ sdk: false, urls: Number.POSITIVE_INFINITY });
  const sdk = await leak({ sdk: true, urls: short ? 20 : Number.POSITIVE_INFINITY });
  say(
    `The bot's token: ${ours.urls} addresses, ${ours.sends} sends, ${ours.leaked} leaked; the SDK alone ${sdk.leaked} of ${sdk.sends}.`,
  );
  return {
    promise: 'the bot’s token never leaves the hosts of Teams',
    trials: ours.sends,
    // Without a token that was seen to arrive where it may, none seen elsewhere says nothing.
    failures: ours.leaked + ours.repeated + (ours.delivered > 0 ? 0 : 1),
    seed: null,
    control: { what: 'the SDK’s own way out', trials: sdk.sends, failures: sdk.leaked },
    figures: { ...ours, sdkRepeated: sdk.repeated },
  };
}

/** Memory may move by so many MB: more than a garbage collector does by itself, less than one bomb needs. */
const MEMORY = 100;

async function floods({ short, say }: ProofRun): Promise<ProofRow> {
  const size = { slowSockets: 200, bombs: short ? 1 : 8, genuine: short ? 50 : 500 };
  const ours = await flood({ which: 'leaver', ...size });
  const sdk = await flood({ which: 'sdk', ...size });
  const memory = (each: typeof ours) => (each.megabytesMost - each.megabytesBefore > MEMORY ? 1 : 0);
  const told = (each: typeof ours) =>
    `genuine answered in ${each.medianMilliseconds} ms (worst ${each.worstMilliseconds}), memory ${each.megabytesBefore} → ${each.megabytesMost} MB`;
  say(
    `${size.slowSockets} slow sockets and ${size.bombs} gzip bombs of 200 MB: ${told(ours)}; restify alone: ${told(sdk)}.`,
  );
  return {
    promise: 'slow sockets and gzip bombs neither delay genuine requests nor fill memory',
    trials: size.genuine,
    failures: ours.unanswered + memory(ours),
    seed: null,
    control: {
      what: 'restify’s body parser with a limit',
      trials: size.genuine,
      failures: sdk.unanswered + memory(sdk),
    },
    figures: { ...ours, controlMegabytesMost: sdk.megabytesMost, controlWorstMilliseconds: sdk.worstMilliseconds },
  };
}
