import { describe, expect, it } from 'vitest';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { type SettingsInUse, settingsHash, settingsNotice } from '../../src/domain/settings-in-use.ts';
import { translate } from '../../src/locales/translate.ts';
import { NOW } from '../helpers/given.ts';

const POLICY = BUILT_IN_POLICY as unknown as SettingsInUse['policy'];
const GROUPS = { approver: 'a-1', escalation: null, emergency: 'e-1', protected: null, requester: null };
const DOMAIN = { way: 'ldaps', servers: ['ldaps://dc1'], leaversOu: null };
const SETTINGS: SettingsInUse = { policy: POLICY, groups: GROUPS, domains: { 'corp.example': DOMAIN } };

function said(before: SettingsInUse | null, now: SettingsInUse, locale: 'en' | 'nl' = 'en'): string {
  const change = { number: 7, at: NOW, from: 'a'.repeat(64), to: 'b'.repeat(64), before, now };
  return translate(settingsNotice(change), { locale, timeZone: 'UTC' });
}

const policy = (changes: Partial<typeof BUILT_IN_POLICY.approvals>): SettingsInUse => {
  const changed = { ...BUILT_IN_POLICY, approvals: { ...BUILT_IN_POLICY.approvals, ...changes } };
  return { ...SETTINGS, policy: changed as unknown as SettingsInUse['policy'] };
};

describe('the settings in force', () => {
  it('have one hash in whatever order they are written, and another where anything differs', () => {
    const turned = { ...SETTINGS, groups: Object.fromEntries(Object.entries(GROUPS).reverse()) };
    expect(settingsHash(turned)).toBe(settingsHash(SETTINGS));
    expect(settingsHash(policy({ count: 2 }))).not.toBe(settingsHash(SETTINGS));
  });

  it.each<[string, SettingsInUse, string]>([
    ['a value of the policy', policy({ count: 2 }), 'approvals.count in the policy (1, now 2)'],
    [
      'what the policy keeps in minutes, as POLICY_FILE says it',
      { ...SETTINGS, policy: { ...POLICY, expiresAfter: 1500 } },
      `approvals.expireAfterHours in the policy (${BUILT_IN_POLICY.expiresAfter / 60}, now 25)`,
    ],
    ['a list of the policy', policy({ rules: [] }), ': approvals.rules in the policy. They'],
    [
      'the group that approves',
      { ...SETTINGS, groups: { ...GROUPS, approver: 'a-2' } },
      'the group that approves (a-1, now a-2)',
    ],
    [
      'a group that was none',
      { ...SETTINGS, groups: { ...GROUPS, requester: 'r-1' } },
      'the group that may ask (none, now r-1)',
    ],
    [
      'a domain',
      { ...SETTINGS, domains: { 'corp.example': { ...DOMAIN, way: 'runbook', servers: [] } } },
      'the domain corp.example (servers and way)',
    ],
    ['a domain that goes', { ...SETTINGS, domains: {} }, 'the domain corp.example, which is left out now'],
    [
      'a domain that comes',
      { ...SETTINGS, domains: { ...SETTINGS.domains, 'new.example': DOMAIN } },
      'the domain new.example, which is new',
    ],
  ])('are named to approvers where they changed, with both fingerprints and whom to ask: %s', (_, now, words) => {
    const notice = said(SETTINGS, now);
    expect(notice).toContain(words);
    expect(notice).toMatch(/before: a{16}; now: b{16};.*ask whoever runs Leaver/);
  });

  it('name who decides and where first, however many figures are changed with them', () => {
    const figures = Object.fromEntries(Array.from({ length: 20 }, (_, place) => [`figure${place}`, place]));
    const domains = { 'corp.example': { ...DOMAIN, servers: ['ldaps://other'] } };
    const groups = { ...GROUPS, approver: 'a-2', protected: 'p-2' };
    const notice = said(SETTINGS, { policy: { ...POLICY, ...figures }, groups, domains });
    expect(notice).toMatch(/a-1, now a-2.*none, now p-2.*corp\.example \(servers\).*figure0 .*8 more/);
  });

  it('are named also where what was kept beside the audit is gone, and in Dutch', () => {
    expect(said(null, SETTINGS)).toContain('what exactly was changed was not kept');
    expect(said(SETTINGS, policy({ count: 2 }), 'nl')).toContain('approvals.count in het beleid (1, nu 2)');
  });
});
