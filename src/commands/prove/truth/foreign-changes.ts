import { contoso } from '../../../sandbox/contoso.ts';
import type { TenantGroup, TenantPerson, TenantState } from '../../../sandbox/tenant.ts';
import type { Stage } from '../../stage.ts';
import type { Random } from '../random.ts';

/** What somebody else does to this person in the tenant, behind Leaver's back. */
export type ForeignChange = (stage: Stage, key: string, random: Random) => Promise<void> | void;

/** By name, so that a trial can say what happened. */
export const FOREIGN_CHANGES: Readonly<Record<string, ForeignChange>> = {
  'joins a group': (stage, key, random) => {
    const groups = Object.values(stage.sandbox.tenant.state().groups).filter(isPlain);
    const [group] = random.pick(groups, 1);
    if (group !== undefined) changeMembers(stage, group.id, (ids) => [...new Set([...ids, idOf(key)])]);
  },
  'leaves a group': (stage, key, random) => {
    const mine = Object.values(stage.sandbox.tenant.state().groups).filter(
      (group) => isPlain(group) && group.members.includes(idOf(key)),
    );
    const [group] = random.pick(mine, 1);
    if (group !== undefined) changeMembers(stage, group.id, (ids) => ids.filter((id) => id !== idOf(key)));
  },
  'gets a licence': (stage, key, random) => {
    const [licence] = random.pick(contoso.licences, 1);
    if (licence === undefined) return;
    changePerson(stage, key, (person) => {
      if (person.cloud === null || person.cloud.directLicences.some(({ skuId }) => skuId === licence.skuId))
        return person;
      const since = stage.sandbox.tenant.clock.now().toISOString();
      const directLicences = [...person.cloud.directLicences, { skuId: licence.skuId, disabledPlans: [], since }];
      return { ...person, cloud: { ...person.cloud, directLicences } };
    });
  },
  'loses a licence': (stage, key) =>
    changePerson(stage, key, (person) =>
      person.cloud === null
        ? person
        : { ...person, cloud: { ...person.cloud, directLicences: person.cloud.directLicences.slice(1) } },
    ),
  'has the reply changed': (stage, key) => changeReply(stage, key, 'Back on Monday'),
  'has the reply turned off': (stage, key) => changeReply(stage, key, null),
  'has devices enabled': (stage, key) => switchDevices(stage, key, true),
  'has devices disabled': (stage, key) => switchDevices(stage, key, false),
  'loses the share of the files': (stage, key) =>
    changePerson(stage, key, (person) =>
      person.drive === null ? person : { ...person, drive: { ...person.drive, permissions: [] } },
    ),
  'is renamed': (stage, key, random) => rename(stage, key, random.between(10, 99)),
  'is let in by an administrator': async (stage, key) => void (await stage.entra('enable', key)),
  'is blocked by an administrator': async (stage, key) => void (await stage.entra('disable', key)),
  'is enabled in AD': (stage, key) => inAd(stage, 'enable', key),
  'is disabled in AD': (stage, key) => inAd(stage, 'disable', key),
  'is deleted in AD': (stage, key) => inAd(stage, 'delete', key),
  'is restored in AD': (stage, key) => inAd(stage, 'restore', key),
};

export function idOf(key: string): string {
  return contoso.people[key]?.id ?? '';
}

function isPlain({
  groupTypes,
  onPremisesSyncEnabled,
  isAssignableToRole,
  mailEnabled,
  licences,
  displayName,
}: TenantGroup) {
  const isTeam = groupTypes.includes('Unified');
  if (groupTypes.includes('DynamicMembership') || onPremisesSyncEnabled === true || isAssignableToRole === true)
    return false;
  return (
    (isTeam || !mailEnabled) &&
    licences.length === 0 &&
    !displayName.startsWith('Leaver') &&
    !displayName.startsWith('Emergency')
  );
}

function change(stage: Stage, make: (state: TenantState) => TenantState): void {
  stage.sandbox.tenant.change('time', make);
}

function changePerson(stage: Stage, key: string, make: (person: TenantPerson) => TenantPerson): void {
  change(stage, (state) => {
    const person = state.people[idOf(key)];
    return person === undefined ? state : { ...state, people: { ...state.people, [person.id]: make(person) } };
  });
}

function changeMembers(stage: Stage, groupId: string, make: (ids: readonly string[]) => readonly string[]): void {
  change(stage, (state) => {
    const group = state.groups[groupId];
    if (group === undefined) return state;
    return { ...state, groups: { ...state.groups, [groupId]: { ...group, members: make(group.members) } } };
  });
}

function changeReply(stage: Stage, key: string, words: string | null): void {
  changePerson(stage, key, (person) => {
    if (person.mailbox === null) return person;
    const automaticReplies = {
      ...person.mailbox.automaticReplies,
      status: words === null ? ('disabled' as const) : ('alwaysEnabled' as const),
      internalReplyMessage: words ?? '',
      externalReplyMessage: words ?? '',
    };
    return { ...person, mailbox: { ...person.mailbox, automaticReplies } };
  });
}

function switchDevices(stage: Stage, key: string, accountEnabled: boolean): void {
  change(stage, (state) => {
    const devices = Object.entries(state.devices).map(([id, device]) => {
      const isTheirs = device.owners.includes(idOf(key));
      return [id, isTheirs ? { ...device, accountEnabled } : device] as const;
    });
    return { ...state, devices: Object.fromEntries(devices) };
  });
}

/**
 * A new surname, and a new address with it; the one before stays an alias, as in Exchange. Synced people are renamed in
 * AD.
 */
function rename(stage: Stage, key: string, number: number): void {
  changePerson(stage, key, (person) => {
    const { cloud } = person;
    if (cloud === null || cloud.deletedDateTime !== null || cloud.onPremisesSyncEnabled === true) return person;
    const displayName = `${cloud.givenName ?? 'Somebody'} Newname${number}`;
    const userPrincipalName = `newname${number}.${key.toLowerCase()}@contoso.com`;
    return { ...person, cloud: { ...cloud, displayName, userPrincipalName } };
  });
}

async function inAd(stage: Stage, action: 'disable' | 'enable' | 'delete' | 'restore', key: string): Promise<void> {
  const { ad } = stage.person(key);
  const isThere = ad !== null && (ad.deletedAt === null) === (action !== 'restore');
  if (isThere) await stage.act(action, key);
}
