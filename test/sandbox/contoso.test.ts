import { describe, expect, it } from 'vitest';
import { type AdDomain, isInSyncScope } from '../../src/domain/ad-domain.ts';
import { SANDBOX_AD_DOMAINS } from '../../src/sandbox/ad-domains.ts';
import { contoso } from '../../src/sandbox/contoso.ts';
import { seedTenant } from '../../src/sandbox/seed-tenant.ts';

const state = seedTenant(contoso, new Date('2026-03-09T08:00:00Z'));
const people = Object.values(contoso.people);

describe('the company of the sandbox', () => {
  it('has at least 24 people, and no two of anything that must be one', () => {
    expect(people.length).toBeGreaterThanOrEqual(24);
    const sids = Object.values(state.people).flatMap(({ ad }) => (ad === null ? [] : [ad.securityIdentifier]));
    const present = people.filter((person) => person.deletedDaysAgo === undefined);
    for (const values of [
      [...people, ...Object.values(contoso.groups)].map(({ id }) => id),
      present.map((person) => person.userPrincipalName.toLowerCase()),
      sids,
      Object.values(contoso.personas).flatMap((persona) => [persona.chatId, persona.channelUserId]),
    ]) {
      expect(new Set(values).size).toBe(values.length);
    }
  });

  it('has personas that are people of it, with the same id and name', () => {
    for (const persona of Object.values(contoso.personas)) {
      expect(contoso.people[persona.key]).toMatchObject({
        id: persona.id,
        userPrincipalName: persona.userPrincipalName,
      });
    }
  });

  it('names its approvers, requesters, protected and emergency people in groups', () => {
    const members = (id: string) => state.groups[id]?.members;
    expect(members(contoso.groupIds.approvers)).toEqual([
      contoso.personas.helpdesk.id,
      contoso.personas.secondHelpdesk.id,
    ]);
    // One who is only that, and the second helpdesk person, whose chat the Playground has.
    expect(members(contoso.groupIds.emergency)).toEqual([
      contoso.personas.emergencyLead.id,
      contoso.personas.secondHelpdesk.id,
    ]);
    expect(members(contoso.groupIds.protected)).toEqual([contoso.people.emergencyAccount?.id]);
    expect(members(contoso.groupIds.requesters)).toContain(contoso.people.hr?.id);
  });

  it.each(['sanne', 'wouter'])('gives %s twelve memberships', (key) => {
    const id = contoso.people[key]?.id ?? '';
    const direct = Object.values(state.groups).filter((group) => group.members.includes(id));
    expect(direct.length).toBeGreaterThanOrEqual(12);
  });

  it('has its synced people, and the place for those who left, in the scope of directory sync', () => {
    for (const { ad } of Object.values(state.people)) {
      const domain = SANDBOX_AD_DOMAINS.find(({ name }) => name === ad?.domainName);
      if (ad !== null) expect(domain !== undefined && isInSyncScope(domain, ad.distinguishedName)).toBe(true);
    }
    for (const domain of SANDBOX_AD_DOMAINS) expect(isInSyncScope(domain, domain.leaversOu ?? '')).toBe(true);
    expect(isInSyncScope(SANDBOX_AD_DOMAINS[0] as AdDomain, 'OU=Archive,DC=corp,DC=contoso,DC=com')).toBe(false);
  });

  it('gives synced people the same anchor, SID and name on both sides', () => {
    for (const { cloud, ad } of Object.values(state.people)) {
      if (cloud === null || ad === null) continue;
      expect(cloud.onPremisesSecurityIdentifier).toBe(ad.securityIdentifier);
      expect(cloud.onPremisesDistinguishedName).toBe(ad.distinguishedName);
      expect(Buffer.from(cloud.onPremisesImmutableId ?? '', 'base64')).toHaveLength(16);
    }
  });
});
