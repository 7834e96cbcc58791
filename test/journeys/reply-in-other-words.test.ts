import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askAndApprove, hear, type Play, phrase, read, settled, startPlay, WORDS } from './play.ts';

const words = WORDS.en;

describe('an automatic reply in Leaver’s own words, once these are others', () => {
  let play: Play;
  beforeEach(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'leaver-reply-'));
    play = await startPlay('en', { environment: { DATA_DIR: folder, DATABASE: 'embedded' } });
  });
  afterEach(() => play.stop());

  const replyOf = () => play.stage.person('adele').mailbox?.automaticReplies;

  /** As an upgrade does that words these texts anew: the same organisation, the built-in text of another language. */
  const inOtherWords = async () => {
    await settled(play.stage);
    await play.stage.restart({ DEFAULT_LOCALE: 'nl' });
  };

  const restored = async () => {
    const { stage } = play;
    const back = await askAndApprove(stage, `${words.restore} adele`);
    await hear(stage, back, phrase('en', 'notice.done-with-gaps'));
    await settled(stage);
    return back;
  };

  it('is changed by nobody, and is off once the person is back', async () => {
    const { stage } = play;
    const before = replyOf();
    const gone = await askAndApprove(stage, `${words.offboard} adele`);
    await hear(stage, gone, words.left);
    const set = replyOf();
    expect(set?.status).toBe('alwaysEnabled');
    await inOtherWords();
    await stage.jump(13 * 60);
    await settled(stage);
    const { text } = await read(stage, gone, phrase('en', 'step.set-auto-reply.title'));
    expect(text).not.toContain(phrase('en', 'flow.overwritten.set-auto-reply'));
    expect(replyOf()).toEqual(set);
    const back = await restored();
    expect(replyOf()?.status).toBe(before?.status);
    const { text: end } = await read(stage, back, phrase('en', 'step.stop-auto-reply.title'));
    expect(end).not.toContain(phrase('en', 'graph.auto-reply.changed-since'));
  });

  it('is nothing of the person’s own that a restore would put back, where a later offboarding found it', async () => {
    const { stage } = play;
    const before = replyOf();
    const first = await askAndApprove(stage, `${words.offboard} adele`);
    await hear(stage, first, words.left);
    await inOtherWords();
    const set = replyOf()?.internalReplyMessage;
    const second = await askAndApprove(stage, `${words.offboard} adele`);
    await hear(stage, second, words.left);
    expect(replyOf()?.internalReplyMessage).not.toBe(set);
    const back = await restored();
    expect(replyOf()?.status).toBe(before?.status);
    const { text } = await read(stage, back, phrase('en', 'step.stop-auto-reply.title'));
    expect(text).not.toContain(phrase('en', 'graph.auto-reply.changed-since'));
  });
});
