import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isDangerous } from '../../src/commands/prove/witness.ts';
import { approvalCard, ask, askAndApprove, calls, hear, plan, read, startPlay, WORDS } from './play.ts';

const words = WORDS.en;

describe('when Graph and Teams misbehave', () => {
  let play: Awaited<ReturnType<typeof startPlay>>;
  beforeAll(async () => {
    play = await startPlay('en');
  });
  afterAll(() => play.stop());

  async function offboardUnder(fault: object, key: string, when: 'before' | 'after' = 'before') {
    const { stage } = play;
    const name = stage.person(key).cloud?.userPrincipalName;
    const reference = await ask(stage, `${words.offboard} ${name}`);
    if (when === 'before') await stage.faults(fault);
    await (await approvalCard(stage, reference)).execute('approve');
    if (when === 'after') await stage.faults(fault);
    await hear(stage, reference, words.complete, stage.manager, 60_000);
    const twice = new Map<string, number>();
    for (const call of await calls(stage)) {
      if (!call.path.includes(stage.person(key).id) || !isDangerous(call.method, call.path, call.body)) continue;
      if (call.changed) twice.set(call.path, (twice.get(call.path) ?? 0) + 1);
    }
    expect([...twice.values()].filter((count) => count > 1)).toEqual([]);
    expect(stage.person(key).cloud).toMatchObject({ accountEnabled: false, directLicences: [] });
  }

  it('waits for reads that lag three seconds behind', () => offboardUnder({ lagMs: 3_000 }, 'adele'));

  it('reads before it repeats what a 429 may have done', () =>
    offboardUnder(
      { lagMs: 300, throttle: { match: 'POST /users/.*', times: 2, status: 429, done: true, retryAfter: 1 } },
      'zoe',
    ));

  it('reads before it repeats what a lost answer may have done', () =>
    offboardUnder({ loseAnswers: { match: 'PATCH /users/.*', times: 2 } }, 'nils'));

  it('sits out an outage of four seconds in the middle of the run', () =>
    offboardUnder({ outage: { until: Date.now() + 4_000 } }, 'henrietta', 'after'));

  it('tells the requester about approvers who cannot be reached, and posts anew a card that is gone', async () => {
    const { stage } = play;
    const reference = await ask(stage, `${words.block} ${stage.person('ampersand').cloud?.userPrincipalName}`);
    const card = await approvalCard(stage, reference);
    await hear(stage, reference, 'could not be reached');
    stage.teams.forget(card.id);
    await stage.helpdesk.say(`approve ${reference}`);
    await hear(stage, reference, words.complete);
    await read(stage, reference, words.done, stage.helpdesk);
  });

  it('does no dialog in a group chat and shows nobody there', async () => {
    const { stage } = play;
    const group = stage.teams.as(stage.manager.persona, {
      conversation: { id: '19:group@thread.v2', type: 'groupChat' },
    });
    await group.say('offboard adele');
    expect(group.last()).not.toContain('Adele');
  });

  it('shows hostile names as they are and never as markup', async () => {
    const { stage } = play;
    const review = await plan(stage, `${words.block} ${stage.person('markdown').cloud?.userPrincipalName}`);
    expect(JSON.stringify(review.json)).toContain('[Claim your bonus]');
    await stage.manager.say('cancel');
    await askAndApprove(stage, `${words.block} ${stage.person('template').cloud?.userPrincipalName}`);
  });
});
