import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from '../../src/commands/stage.ts';
import type { Ports, StepLane } from '../../src/flow/ports.ts';
import { askAndApprove, hear, hearInTime, inTurn, type Play, phrase, read, settled, startPlay, WORDS } from './play.ts';

/** Reads lag: an account that one read does not find may be there all the same. */
describe('somebody who was brought back, and whom a look does not find', () => {
  const words = WORDS.en;
  const lies = { left: 0, honest: 0 };
  let play: Play;
  let reference: string;
  beforeAll(async () => {
    play = await startPlay('en', { replace: (ports) => withLies(ports, lies) });
  });
  afterAll(() => play.stop());

  it('is not said to be gone when the next look finds them', inTurn, async () => {
    const { stage } = play;
    reference = await askAndApprove(stage, `${words.restore} lotte`);
    await hearInTime(stage, reference, words.complete);
    await lookWithLies(stage, 1);
    await lookHonestly(stage);
    expect(saysGone(stage)).toBe(false);
  });

  it('is when two looks do not, and that is taken back when a later one does', inTurn, async () => {
    const { stage } = play;
    await lookWithLies(stage, 2);
    await hear(stage, reference, phrase('en', 'report.gap.gone-account'));
    expect(saysGone(stage)).toBe(true);
    const before = stage.manager.messages();
    await stage.jump(13 * 60);
    await stage.manager.until(
      (message) => message.card === null && message.text.includes(words.complete) && !before.includes(message),
    );
    await read(stage, reference, /Done (at|on)/);
  });

  /** Looks until as many of them have not found the account as shall. */
  async function lookWithLies(stage: Stage, count: number): Promise<void> {
    [lies.left, lies.honest] = [count, 0];
    await stage.jump(13 * 60);
    await goOnUntil(stage, () => lies.left === 0);
  }

  /** Looks once more, which finds the account, and is over before anything else is made up: it may have come by now. */
  async function lookHonestly(stage: Stage): Promise<void> {
    await goOnUntil(stage, () => lies.honest > 0);
    await settled(stage);
  }

  async function goOnUntil(stage: Stage, isSo: () => boolean): Promise<void> {
    for (let minutes = 0; !isSo() && minutes < 30; minutes += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await stage.jump(1);
    }
    expect(isSo()).toBe(true);
  }

  function saysGone(stage: Stage): boolean {
    const said = [...stage.manager.messages(), ...stage.helpdesk.messages()];
    return said.some(({ text }) => text.includes(phrase('en', 'report.gap.gone-account')));
  }
});

/** So many looks at an unblock do not find the account, though it is there: what a replica that lags shows. */
function withLies(ports: Ports, lies: { left: number; honest: number }): Ports {
  const { cloud } = ports.lanes;
  if (cloud === undefined) throw new Error('there is no cloud lane');
  const verify: StepLane['verify'] = async (context) => {
    if (context.step.kind !== 'unblock-sign-in') return cloud.verify(context);
    if (lies.left === 0) {
      lies.honest += 1;
      return cloud.verify(context);
    }
    lies.left -= 1;
    return { status: 'gone', evidence: { gone: 'account', read: ports.clock.now().toISOString() } };
  };
  return { ...ports, lanes: { ...ports.lanes, cloud: { ...cloud, verify } } };
}
