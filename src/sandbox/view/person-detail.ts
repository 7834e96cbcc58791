import type { KeyAfter } from '../../domain/text-key.ts';
import type { AdAction } from '../active-directory.ts';
import type { AdAccount, CloudAccount, Tenant, TenantPerson, TenantState } from '../tenant.ts';
import { clockFigure } from './clock-figure.ts';
import { type Html, harmless, html } from './html.ts';
import { AGREEMENT_ICONS, icon } from './icons.ts';
import { type AdSide, type PersonState, personName } from './person-state.ts';
import { devicesOf, groupClass, groupsOf, licencesOf } from './possessions.ts';
import { instant, type Words } from './words.ts';

/** The opened row: both sides in full, what an AD administrator could do, and what the person has. */
export function personDetail(
  tenant: Tenant,
  state: TenantState,
  person: TenantPerson,
  seen: PersonState,
  words: Words,
): Html {
  return html`<div class="detail">
${agreementNote(state, person, seen, words)}
${clockFigure(state, person, tenant.clock.reading().now, words)}
<section><h3>${words.say('column.cloud')}</h3>${cloudFacts(tenant, state, person.cloud, seen, words)}</section>
<section><h3>${words.say('column.ad')}</h3>${adFacts(person.ad, seen.ad, words)}${adButtons(person, seen.ad, words)}</section>
<section><h3>${words.say('detail.has')}</h3>${possessions(tenant, state, person, words)}</section>
</div>`;
}

function agreementNote(
  { sync }: TenantState,
  person: TenantPerson,
  { agreement }: PersonState,
  words: Words,
): Html | null {
  if (agreement === 'one-sided' || agreement === 'in-step') return null;
  const { nextCycleAt } = sync.cloudSync.find(({ domainName }) => domainName === person.ad?.domainName) ?? sync;
  const at = sync.paused ? words.say('sync.paused') : instant(nextCycleAt, 'clock');
  const when = agreement === 'turned-back-later' ? null : html` · ${at}`;
  return html`<p class="note ${agreement}">${icon(AGREEMENT_ICONS[agreement])}<span>${words.say(`agreement.${agreement}`)}${when}</span></p>`;
}

function cloudFacts(
  tenant: Tenant,
  state: TenantState,
  cloud: CloudAccount | null,
  seen: PersonState,
  words: Words,
): Html {
  if (cloud === null) return html`<p class="empty">${words.say('detail.purged')}</p>`;
  const manager = cloud.managerId === null ? undefined : state.people[cloud.managerId];
  return facts(words, [
    ['signIn', words.say(`cloud.${seen.cloud}`)],
    ['upn', mono(cloud.userPrincipalName)],
    ['restorable', seen.restorableUntil === null ? null : instant(seen.restorableUntil)],
    ['sessions', instant(cloud.signInSessionsValidFromDateTime)],
    ['password', instant(cloud.lastPasswordChangeDateTime)],
    ['master', words.say(cloud.onPremisesSyncEnabled === true ? 'detail.master.ad' : 'detail.master.cloud')],
    ['synced', cloud.onPremisesSyncEnabled === true ? instant(cloud.onPremisesLastSyncDateTime) : null],
    ['manager', manager === undefined ? null : name(personName(tenant, manager))],
  ]);
}

function adFacts(ad: AdAccount | null, side: AdSide, words: Words): Html {
  if (ad === null) return html`<p class="empty">${words.say('detail.noAd')}</p>`;
  return facts(words, [
    ['account', words.say(`ad.${side}`)],
    ['sam', mono(`${ad.domainName} \\ ${ad.samAccountName}`)],
    ['dn', mono(ad.distinguishedName)],
    ['signInBy', words.say(`detail.signInBy.${ad.signIn}`)],
    ['changed', instant(ad.whenChanged)],
    ['adPassword', instant(ad.passwordChangedAt)],
    ['exported', side === 'detached' ? null : instant(ad.exported.at)],
  ]);
}

/** Only what the AD console would offer now. */
const OFFERED: Readonly<Record<AdSide, readonly AdAction[]>> = {
  enabled: ['disable', 'reset-password', 'delete'],
  disabled: ['enable', 'reset-password', 'delete'],
  deleted: ['restore'],
  detached: [],
  none: [],
};

function adButtons({ id }: TenantPerson, side: AdSide, words: Words): Html | null {
  const buttons = OFFERED[side].map(
    (action) =>
      html`<button type="button" data-ad="${action}" data-id="${id}">${words.say(`action.${action}`)}</button>`,
  );
  return buttons.length === 0 ? null : html`<div class="buttons">${buttons}</div>`;
}

function possessions(tenant: Tenant, state: TenantState, person: TenantPerson, words: Words): Html {
  const lists = [
    licenceList(tenant, state, person, words),
    groupList(state, person, words),
    deviceList(state, person, words),
  ].filter((each) => each !== null);
  const rows: readonly Fact[] = [
    ['mailbox', person.mailbox === null ? null : words.say(`mailbox.${person.mailbox.userPurpose}`)],
    ['replies', person.mailbox === null ? null : words.say(`replies.${person.mailbox.automaticReplies.status}`)],
    ['shared', sharedWith(tenant, state, person)],
    ['apps', person.appRoleAssignments.length === 0 ? null : String(person.appRoleAssignments.length)],
  ];
  const nothing = lists.length === 0 && rows.every(([, value]) => value === null);
  return nothing ? html`<p class="empty">${words.say('detail.nothing')}</p>` : html`${lists}${facts(words, rows)}`;
}

function licenceList(tenant: Tenant, state: TenantState, person: TenantPerson, words: Words): Html | null {
  const items = licencesOf(tenant, state, person).map(({ name, through }) => {
    const how = through === null ? words.say('licence.direct') : words.say('licence.through', { group: through });
    return html`<li>${name} <small>${how}</small></li>`;
  });
  return list(words.say('detail.licences'), items);
}

function groupList(state: TenantState, person: TenantPerson, words: Words): Html | null {
  const items = groupsOf(state, person.id).map((group) => {
    const owner = group.owners.includes(person.id) ? html` <span class="tag">${words.say('group.owner')}</span>` : null;
    return html`<li>${name(group.displayName)} <small>${words.say(`group.${groupClass(group)}`)}</small>${owner}</li>`;
  });
  return list(words.say('detail.groups'), items);
}

function deviceList(state: TenantState, person: TenantPerson, words: Words): Html | null {
  const items = devicesOf(state, person.id).map(({ displayName, trustType, accountEnabled, owners }) => {
    const off = accountEnabled ? null : html` <span class="tag">${words.say('device.disabled')}</span>`;
    const others = owners.length > 0 && !owners.includes(person.id);
    const how = others ? words.say('device.shared') : words.say(`device.${trustType}`);
    return html`<li>${name(displayName)} <small>${how}</small>${off}</li>`;
  });
  return list(words.say('detail.devices'), items);
}

function list(label: string, items: readonly Html[]): Html | null {
  if (items.length === 0) return null;
  return html`<h4>${label} <span class="more">${items.length}</span></h4><ul>${items}</ul>`;
}

function sharedWith(tenant: Tenant, state: TenantState, { drive }: TenantPerson): Html | null {
  const names = (drive?.permissions ?? []).flatMap(({ personId }) => {
    const other = state.people[personId];
    return other === undefined ? [] : [personName(tenant, other)];
  });
  return names.length === 0 ? null : name(names.join(', '));
}

type Fact = readonly [label: KeyAfter<'view.detail.'>, value: Html | string | null];

function facts(words: Words, rows: readonly Fact[]): Html {
  const lines = rows.flatMap(([label, value]) =>
    value === null ? [] : [html`<div><dt>${words.say(`detail.${label}`)}</dt><dd>${value}</dd></div>`],
  );
  return html`<dl>${lines}</dl>`;
}

function mono(text: string): Html {
  const parts = harmless(text).split(/(?<=[,@])/);
  return html`<code><bdi>${parts.map((part, index) => (index === 0 ? html`${part}` : html`<wbr>${part}`))}</bdi></code>`;
}

function name(text: string): Html {
  return html`<bdi>${harmless(text)}</bdi>`;
}
