import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ports, StepLane } from '../../src/flow/ports.ts';
import { askAndApprove, hear, inTurn, type Play, phrase, read, startPlay, WORDS, writesAbout } from './play.ts';

/** Reads lag: a block that a single read finds in place may have been lifted a moment ago. */
describe('a block that is found in place', () => {
  const words = WORDS.en;
  const lies = { left: 0 };
  let play: Play;
  beforeAll(async () => {
    play = await startPlay('en', { replace: (ports) => withLies(ports, lies) });
  });
  afterAll(() => play.stop());

  it('is made all the same when only the first of two looks finds it so', inTurn, async () => {
    const { stage } = play;
    lies.left = 1;
    const reference = await askAndApprove(stage, `${words.block} adele`);
    await hear(stage, reference, words.complete);
    expect(lies.left).toBe(0);
    expect(stage.person('adele').cloud?.accountEnabled).toBe(false);
  });

  it('is not needed when both find it so', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.block} lotte`);
    await hear(stage, reference, words.complete);
    await read(stage, reference, phrase('en', 'graph.block.already'));
    const bodies = (await writesAbout(stage, 'lotte')).map(({ body }) => JSON.stringify(body ?? null));
    expect(bodies.filter((body) => body.includes('accountEnabled'))).toEqual([]);
  });
});

/** So many looks at a block find it in place, whatever is so: what a replica that lags shows. */
function withLies(ports: Ports, lies: { left: number }): Ports {
  const { cloud } = ports.lanes;
  if (cloud === undefined) throw new Error('there is no cloud lane');
  const look: StepLane['look'] = async (context) => {
    if (context.step.kind !== 'block-sign-in' || lies.left === 0) return cloud.look(context);
    lies.left -= 1;
    return { status: 'already', note: { key: 'graph.block.already' }, snapshot: { accountEnabled: false } };
  };
  return { ...ports, lanes: { ...ports.lanes, cloud: { ...cloud, look } } };
}
