import { describe, expect, it } from 'vitest';
import { checkedAt } from '../../src/domain/checked-at.ts';
import { aStepRecord, minutesAfter, NOW } from '../helpers/given.ts';

const at = (minutes: number) => minutesAfter(NOW, minutes);
const block = aStepRecord({ kind: 'block-sign-in', state: 'verified', acceptedAt: at(1), verifiedAt: at(2) });

describe('when it was last read whether somebody can sign in', () => {
  it('is when the block was read, whatever else was read later', () => {
    const reply = aStepRecord({
      kind: 'set-auto-reply',
      state: 'verified',
      verifiedAt: at(300),
      evidence: { read: at(300) },
    });
    expect(checkedAt([block, reply])).toBe(at(2));
    expect(checkedAt([{ ...block, evidence: { read: at(720) } }, reply])).toBe(at(720));
  });

  it('is when its half in Active Directory was read, which looks at the cloud too', () => {
    const inAd = aStepRecord({ kind: 'disable-account', state: 'accepted', evidence: { read: at(30) } });
    expect(checkedAt([block, inAd])).toBe(at(30));
  });
});
