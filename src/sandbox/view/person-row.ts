import type { Tenant, TenantPerson, TenantState } from '../tenant.ts';
import { type Html, harmless, html } from './html.ts';
import { AGREEMENT_ICONS, type IconName, icon } from './icons.ts';
import { personDetail } from './person-detail.ts';
import {
  type AdSide,
  type Agreement,
  type CloudSide,
  type PersonState,
  personName,
  personState,
} from './person-state.ts';
import { groupsOf, licencesOf } from './possessions.ts';
import { instant, type Words } from './words.ts';

/** One person: cloud and Active Directory side by side in the row, everything else when it is opened. */
export function personRow(tenant: Tenant, state: TenantState, person: TenantPerson, words: Words): Html {
  const name = harmless(personName(tenant, person));
  const seen = personState(person);
  const title = harmless([person.cloud?.jobTitle, person.cloud?.department].filter(Boolean).join(' · '));
  const searched = `${name} ${title} ${person.cloud?.userPrincipalName ?? ''}`.toLowerCase();
  return html`<details class="person" id="p-${person.id}" data-person="${person.id}" data-sets="${setsOf(seen).join(' ')}" data-search="${searched}">
<summary>
  <span class="who"><span class="avatar tint-${tint(person.id)}" aria-hidden="true">${initials(name)}</span>
    <span class="name"><bdi title="${name}">${name}</bdi>${persona(tenant, person, words)}<small><bdi>${title}</bdi></small></span></span>
  <span class="side" data-label="${words.say('column.cloud')}">${cloudBadge(seen, words)}</span>
  <span class="agreement">${agreementSign(seen.agreement, words)}</span>
  <span class="side" data-label="${words.say('column.ad')}">${adBadge(seen.ad, words)}</span>
  <span class="fact">${synced(person, seen)}</span>
  <span class="fact">${licences(tenant, state, person)}<small>${words.say('groups', { count: groupsOf(state, person.id).length })}</small></span>
  <span class="fact mailbox">${mailbox(person, words)}</span>
  <span class="open">${icon('chevron')}</span>
</summary>
${personDetail(tenant, state, person, seen, words)}
</details>`;
}

/** The sets that the filter offers. */
export const SETS = ['all', 'blocked', 'deleted', 'differs', 'synced', 'cloud-only', 'guests'] as const;

export function setsOf({ cloud, ad, agreement, guest }: PersonState): readonly (typeof SETS)[number][] {
  return SETS.filter((set) => {
    if (set === 'blocked') return cloud === 'blocked';
    if (set === 'deleted') return cloud === 'deleted' || cloud === 'purged';
    if (set === 'differs') return agreement !== 'in-step' && agreement !== 'one-sided';
    if (set === 'synced') return ad !== 'none' && ad !== 'detached';
    if (set === 'cloud-only') return (ad === 'none' || ad === 'detached') && !guest;
    return set === 'guests' ? guest : true;
  });
}

function cloudBadge({ cloud, restorableUntil }: PersonState, words: Words): Html {
  const until =
    restorableUntil === null ? null : html`<small>${words.say('until')} ${instant(restorableUntil)}</small>`;
  return html`${badge(cloud, words.say(`cloud.${cloud}`))}${until}`;
}

const AD_ICONS: Readonly<Record<AdSide, IconName>> = {
  enabled: 'enabled',
  disabled: 'blocked',
  deleted: 'deleted',
  detached: 'detached',
  none: 'none',
};

function adBadge(ad: AdSide, words: Words): Html {
  return badge(AD_ICONS[ad], words.say(`ad.${ad}`));
}

export function badge(look: CloudSide | IconName, text: string): Html {
  return html`<span class="badge is-${look}">${icon(look)}<span>${text}</span></span>`;
}

function agreementSign(agreement: Agreement, words: Words): Html | null {
  if (agreement === 'one-sided') return null;
  const say = words.say(`agreement.${agreement}`);
  return html`<span class="sign ${agreement}" title="${say}">${icon(AGREEMENT_ICONS[agreement])}<span class="spoken">${say}</span></span>`;
}

function synced(person: TenantPerson, { ad }: PersonState): Html {
  if (ad === 'none' || ad === 'detached') return html`<span class="none">–</span>`;
  return instant(person.cloud?.onPremisesLastSyncDateTime ?? person.ad?.exported.at ?? null);
}

function licences(tenant: Tenant, state: TenantState, person: TenantPerson): Html {
  const names = licencesOf(tenant, state, person).map(({ name }) => name);
  if (names.length === 0) return html`<span class="none">–</span>`;
  const more = names.length > 1 ? html` <span class="more">+${names.length - 1}</span>` : null;
  return html`<span title="${names.join(', ')}">${names[0] ?? ''}</span>${more}`;
}

function mailbox({ mailbox }: TenantPerson, words: Words): Html {
  if (mailbox === null) return html`<span class="none">–</span>`;
  const replies =
    mailbox.automaticReplies.status === 'disabled' ? null : html`<small>${words.say('mailbox.replies')}</small>`;
  return html`${words.say(`mailbox.${mailbox.userPurpose}`)}${replies}`;
}

function persona({ contoso }: Tenant, person: TenantPerson, words: Words): Html | null {
  const found = PERSONAS.find((name) => contoso.personas[name].id === person.id);
  return found === undefined ? null : html` <span class="persona">${words.say(`persona.${found}`)}</span>`;
}

const PERSONAS = ['manager', 'helpdesk', 'secondHelpdesk', 'emergencyLead'] as const;

function initials(name: string): string {
  const letters = name.split(/[\s(]+/).flatMap((word) => /^\p{L}/u.exec(word)?.[0] ?? []);
  return [letters[0], letters.length > 1 ? letters.at(-1) : undefined].join('').toUpperCase() || '?';
}

function tint(id: string): number {
  return Number.parseInt(id.slice(0, 2), 16) % 6;
}
