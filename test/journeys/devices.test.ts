import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import {
  askAndApprove,
  hear,
  inTurn,
  LANGUAGES,
  meanwhile,
  type Play,
  phrase,
  plan,
  startPlay,
  WORDS,
} from './play.ts';

describe.concurrent.each(LANGUAGES)('devices, in %s', (locale) => {
  const words = WORDS[locale];
  let play: Play;
  beforeAll(async () => {
    play = await startPlay(locale);
  });
  afterAll(() => play.stop());

  const enabled = (...keys: readonly string[]) =>
    keys.map((key) => play.stage.sandbox.tenant.state().devices[contoso.devices[key]?.id ?? '']?.accountEnabled);

  it('are left alone for somebody who resigned, and in the plan of somebody dismissed', inTurn, async () => {
    const { stage } = play;
    const title = phrase(locale, 'step.disable-devices.title');
    expect((await plan(stage, `${words.offboard} adele`)).text).not.toContain(title);
    await stage.manager.say(words.cancel);
    const review = await plan(stage, `${words.offboard} adele`, { reason: 'dismissed' });
    expect(review.text).toContain(title);
    await stage.manager.say(words.cancel);
  });

  it('are disabled with the account, and a restore gives back those and no others', inTurn, async () => {
    const { stage } = play;
    const before = ['adeleLaptop', 'adeleHome', 'adelePhone', 'adeleOldLaptop', 'meetingRoom'];
    expect(enabled(...before)).toEqual([true, true, true, false, true]);
    const gone = await askAndApprove(stage, `${words.offboard} adele`, { reason: 'dismissed' });
    await hear(stage, gone, words.left);
    expect(enabled(...before)).toEqual([false, false, true, false, true]);
    const back = await askAndApprove(stage, `${words.restore} adele`);
    await hear(stage, back, phrase(locale, 'notice.done-with-gaps'));
    expect(enabled(...before)).toEqual([true, true, true, false, true]);
    expect(stage.person('adele').cloud?.accountEnabled).toBe(true);
  });

  it('are disabled for whoever asks for it, whatever the reason', inTurn, async () => {
    const { stage } = play;
    const reference = await askAndApprove(stage, `${words.offboard} sanne`, { disableDevices: 'true' });
    await hear(stage, reference, words.left);
    expect(enabled('sanneLaptop')).toEqual([false]);
  });

  it(
    'are named by a restore as they are by then: what others enabled again is left alone, and said',
    inTurn,
    async () => {
      const { stage } = play;
      const laptop = contoso.devices.sanneLaptop?.id ?? '';
      const title = phrase(locale, 'step.enable-devices.title');
      expect((await plan(stage, `${words.restore} sanne`)).text).toContain(title);
      await stage.manager.say(words.cancel);
      // Whether it still is disabled nobody knows where Graph does not say.
      await stage.faults({ refuse: { match: 'GET /users/[^/]*/ownedDevices', times: 9 } });
      expect((await plan(stage, `${words.restore} sanne`)).text).toContain(phrase(locale, 'plan.explain.taken-unread'));
      await stage.manager.say(words.cancel);
      await fetch(`${stage.sandbox.url}/sandbox/faults`, { method: 'DELETE' });
      meanwhile(stage, (state) => {
        const { [laptop]: found, ...others } = state.devices;
        return found === undefined
          ? state
          : { ...state, devices: { ...others, [laptop]: { ...found, accountEnabled: true } } };
      });
      const review = await plan(stage, `${words.restore} sanne`);
      expect(review.text).not.toContain(title);
      expect(review.text).toContain(phrase(locale, 'plan.note.changed-since'));
      await stage.manager.say(words.cancel);
    },
  );
});
