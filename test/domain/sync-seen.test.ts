import { describe, expect, it } from 'vitest';
import { syncSeenAt } from '../../src/domain/sync-seen.ts';
import { minutesAfter, NOW } from '../helpers/given.ts';

const at = (minutes: number) => minutesAfter(NOW, minutes);
const asked = { tenantLastSync: at(-10), readAt: NOW };

describe('the last directory sync that a look saw', () => {
  it('is kept without a word while cards show one of the last hours', () => {
    const { syncSeen, isNews } = syncSeenAt(asked, at(20), at(30));
    expect({ syncSeen, isNews }).toEqual({
      syncSeen: { at: at(20), readAt: at(30), shown: at(-10) },
      isNews: false,
    });
  });

  it('brings cards up to date once what they show is six hours older, however often it was looked at meanwhile', () => {
    let known: Parameters<typeof syncSeenAt>[0] = asked;
    const news: number[] = [];
    for (let minutes = 20; minutes <= 24 * 60; minutes += 30) {
      const { syncSeen, isNews } = syncSeenAt(known, at(minutes), at(minutes + 1));
      known = { ...known, syncSeen };
      if (isNews) news.push(minutes);
    }
    expect(news).toEqual([350, 710, 1070, 1430]);
  });

  it('is news where it is too old to promise the next one, and where it is not any more', () => {
    const stands = syncSeenAt(asked, at(-10), at(200));
    expect(stands.isNews).toBe(true);
    const still = syncSeenAt({ ...asked, ...stands }, at(-10), at(230));
    expect(still.isNews).toBe(false);
    expect(syncSeenAt({ ...asked, ...still }, at(240), at(241)).isNews).toBe(true);
  });

  it('is news where none was known', () => {
    expect(syncSeenAt({ tenantLastSync: null, readAt: NOW }, at(5), at(6)).isNews).toBe(true);
  });
});
