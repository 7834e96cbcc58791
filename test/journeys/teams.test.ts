import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approveTyped } from '../../src/commands/approve-typed.ts';
import {
  approvalCard,
  ask,
  askAndApprove,
  hear,
  inTurn,
  isFinal,
  type Play,
  phrase,
  plan,
  read,
  startPlay,
  upn,
  WORDS,
} from './play.ts';

const words = WORDS.en;

describe('when Teams misbehaves, or a name does, Leaver', () => {
  let play: Play;
  beforeAll(async () => {
    play = await startPlay('en');
  });
  afterAll(() => play.stop());

  it(
    'tells about approvers who cannot be reached, posts anew a card that is gone, and says when nobody is left',
    inTurn,
    async () => {
      const { stage } = play;
      const reference = await ask(stage, `${words.block} ${upn('ampersand')}`);
      const card = await approvalCard(stage, reference);
      await hear(stage, reference, 'could not be reached');
      stage.teams.forget(card.id);
      await approveTyped(stage.helpdesk, reference);
      await hear(stage, reference, words.complete);
      await read(stage, reference, words.done, stage.helpdesk);
      await isFinal(stage.helpdesk, reference);

      const chat = stage.helpdesk.conversation.id;
      stage.teams.fault({ path: new RegExp(chat), status: 403, code: 'MessageWritesBlocked', times: 1_000 });
      const unheard = await ask(stage, `${words.block} grady`);
      await hear(stage, unheard, phrase('en', 'notice.nobody-reachable'));
      const review = await plan(stage, `${words.block} henrietta`);
      expect(review.text).toContain(phrase('en', 'card.review.unreachable'));
      stage.teams.clearFaults();
      await stage.helpdesk.say('queue');
      expect(stage.helpdesk.lastCard().text).toContain(unheard);
      await approveTyped(stage.helpdesk, unheard);
      await hear(stage, unheard, words.complete);
      expect(stage.person('grady').cloud?.accountEnabled).toBe(false);
    },
  );

  it('shows names that try to be markup, templates or code as they are', inTurn, async () => {
    const { stage } = play;
    const review = await plan(stage, `${words.block} ${upn('markdown')}`);
    expect(JSON.stringify(review.json)).toContain('[Claim your bonus]');
    await stage.manager.say('cancel');
    for (const key of ['template', 'html', 'longest']) {
      const reference = await askAndApprove(stage, `${words.block} ${upn(key)}`);
      await hear(stage, reference, words.complete);
      expect(stage.person(key).cloud?.accountEnabled).toBe(false);
    }
  });
});
