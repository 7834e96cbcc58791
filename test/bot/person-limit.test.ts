import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKnownKeys } from '../../src/bot/known-keys.ts';
import { type BotUnderTest, startBotUnderTest } from './bot-under-test.ts';
import { APPROVER, MANAGER } from './fake-flow.ts';

let bot: BotUnderTest;

beforeAll(async () => {
  bot = await startBotUnderTest({ limits: { typed: 5, clicks: 3 } });
});
afterAll(() => bot.stop());

describe('more than one person can mean', () => {
  it('is answered once in words, keeps nobody else waiting, and leaves "block now" and "pause" their way', async () => {
    const flood = bot.teams.as({ id: MANAGER.id, name: MANAGER.displayName, chatId: 'a:flood' });
    const other = bot.teams.as({ id: APPROVER.id, name: APPROVER.displayName, chatId: 'a:other' });
    for (let line = 0; line < 12; line += 1) await flood.raw({ type: 'message', text: 'what is the weather' });
    const said = flood.messages();
    expect(said.filter(({ card }) => card !== null)).toHaveLength(5);
    expect(said.filter(({ text }) => text.includes('more than one person can mean'))).toHaveLength(1);
    expect(said).toHaveLength(6);
    await other.say('help');
    expect(other.lastCard().text).toContain('L-1042');
    for (const urgent of ['block now adele', 'pause everything'])
      expect((await flood.say(urgent))[0]?.text).not.toContain('more than one person');
    expect(bot.events.filter((event) => event.event === 'refused' && event.reason === 'too-many')).toHaveLength(7);
  });

  it('is answered for every click', async () => {
    const chat = bot.teams.as({ id: APPROVER.id, name: APPROVER.displayName, chatId: 'a:clicks' });
    const action = { type: 'Action.Execute', verb: 'mine', data: { verb: 'mine' } };
    const press = () => chat.raw({ type: 'invoke', name: 'adaptiveCard/action', value: { action } });
    const answers = [];
    for (let click = 0; click < 6; click += 1) answers.push((await press()).body);
    expect(answers.map((body) => body.includes('more than one person can mean'))).toEqual([
      ...[false, false, false],
      ...[true, true, true],
    ]);
  });
});

describe('a connector key', () => {
  it('that is unknown costs thirty looks at once and one a second, however many come, and keeps no known one out', async () => {
    let now = 0;
    let looks = 0;
    let ids = ['ours'];
    const read = async () => {
      looks += 1;
      return ids;
    };
    const isKnown = createKnownKeys({ ids: read }, () => now);
    expect(await isKnown('ours')).toBe(true);
    for (let key = 0; key < 1_000; key += 1) expect(await isKnown(`made up ${key}`)).toBe(false);
    expect(looks).toBe(30);
    expect(await isKnown('ours')).toBe(true);
    ids = ['ours', 'new'];
    expect(await isKnown('new')).toBe(false);
    now += 1_000;
    expect(await isKnown('new')).toBe(true);
    expect(looks).toBe(31);
  });
});
