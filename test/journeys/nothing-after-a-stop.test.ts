import { afterAll, beforeAll, describe, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import {
  approvalCard,
  ask,
  askAndApprove,
  calls,
  hear,
  inTurn,
  type Play,
  phrase,
  read,
  startPlay,
  upn,
  WORDS,
  writesAbout,
} from './play.ts';

const words = WORDS.en;
const says = (key: Parameters<typeof phrase>[1]) => phrase('en', key);

describe('once a stop was taken in', () => {
  let play: Play;
  let lead: ReturnType<Play['stage']['as']>;
  beforeAll(async () => {
    play = await startPlay('en');
    lead = play.stage.as('emergencyLead');
    await lead.install();
  });
  afterAll(() => play.stop());

  const isEnabled = (key: string) => play.stage.person(key).cloud?.accountEnabled;
  const isIn = (group: string, key: string) => {
    const found = play.stage.sandbox.tenant.state().groups[contoso.groups[group]?.id ?? ''];
    return found?.members.includes(play.stage.person(key).id) === true;
  };
  const clearFaults = () => fetch(`${play.stage.sandbox.url}/sandbox/faults`, { method: 'DELETE' });
  /** Groups that the person was taken out of, or that it was tried with; a repetition of the same call counts once. */
  const groupsLeft = async (key: string) => {
    const writes = (await writesAbout(play.stage, key)).filter(({ method }) => method === 'DELETE');
    return [...new Set(writes.map(({ path }) => path))];
  };
  /** Each is made at once, and answered only once faults are cleared. */
  const answerLate = () => play.stage.faults({ slow: { match: 'DELETE /groups/.*', times: 99, ms: 600_000 } });

  it(
    'a restore that a block at once stopped does not let the person in by what Graph asked to send later',
    inTurn,
    async ({ expect }) => {
      const { stage } = play;
      const { id } = stage.person('samFinance');
      await hear(stage, await askAndApprove(stage, `${words.block} ${upn('samFinance')}`), words.complete);
      const restore = await ask(stage, `${words.restore} ${upn('samFinance')}`);
      await stage.faults({
        throttle: { match: `PATCH /users/${id}`, times: 1, status: 429, done: false, retryAfter: 10 },
      });
      const asked = await approvalCard(stage, restore);
      // Shown before, so that one click comes between Graph's answer and what is sent later.
      await lead.say(`block now ${upn('samFinance')}`);
      await asked.execute('approve');
      const switches = async () =>
        (await calls(stage)).filter(({ path }) => path.endsWith(id)).flatMap(({ body }) => switchIn(body) ?? []);
      await expect.poll(switches).toEqual([false, true]);
      await lead.lastCard().execute('block-now');
      const block = /L-\d+/.exec(lead.lastCard().text)?.[0] ?? 'none';
      await hear(stage, restore, says('notice.stopped-between'));
      await hear(stage, block, words.unconfirmed, lead);
      expect((await switches()).at(-1)).toBe(false);
      expect(isEnabled('samFinance')).toBe(false);
    },
  );

  it('a pause holds the other groups of a step that is leaving them one by one', inTurn, async ({ expect }) => {
    const { stage } = play;
    await answerLate();
    const leaving = await askAndApprove(stage, `${words.offboard} ${upn('adele')}`);
    await expect.poll(() => groupsLeft('adele')).toHaveLength(1);
    await lead.say('pause everything');
    await clearFaults();
    await read(stage, leaving, says('brakes.step-held'));
    expect(await groupsLeft('adele')).toHaveLength(1);
    await lead.say('resume');
    await hear(stage, leaving, words.left);
    expect((await groupsLeft('adele')).length).toBeGreaterThan(1);
    expect([isIn('vpn', 'adele'), isIn('operations', 'adele')]).toEqual([false, false]);
  });

  it(
    'an approver’s stop leaves the person in the other groups, and a restore gives back the one that was left',
    inTurn,
    async ({ expect }) => {
      const { stage } = play;
      const both = () => [isIn('worksCouncil', 'zoe'), isIn('building', 'zoe')];
      await answerLate();
      const leaving = await askAndApprove(stage, `${words.offboard} ${upn('zoe')}`);
      await expect.poll(() => groupsLeft('zoe')).toHaveLength(1);
      await stage.helpdesk.say(`stop ${leaving}`);
      await stage.helpdesk.lastCard().fill({ reason: 'Wrong Zoë' }).execute('stop-request');
      await clearFaults();
      await hear(stage, leaving, says('notice.stopped-between'));
      const ended = await read(stage, leaving, 'Done in part: ');
      expect(ended.text).toContain(says('flow.step-cut-short'));
      expect(both().filter(Boolean)).toHaveLength(1);
      await hear(stage, await askAndApprove(stage, `${words.restore} ${upn('zoe')}`), says('notice.done-with-gaps'));
      expect(both()).toEqual([true, true]);
    },
  );
});

function switchIn(body: unknown): boolean | null {
  const { accountEnabled } = (body ?? {}) as { readonly accountEnabled?: boolean };
  return accountEnabled ?? null;
}
