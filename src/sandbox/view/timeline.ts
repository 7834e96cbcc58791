import type { Tenant, TenantState, TimelineActor, TimelineEntry } from '../tenant.ts';
import { type Html, harmless, html } from './html.ts';
import { type IconName, icon } from './icons.ts';
import { personName } from './person-state.ts';
import { instant, type Words } from './words.ts';

/** How many entries the page keeps. */
export const SHOWN_ENTRIES = 80;

const ICONS: Readonly<Record<TimelineActor, IconName>> = {
  leaver: 'leaver',
  'directory-sync': 'sync',
  'ad-console': 'console',
  tenant: 'clock',
};

/** The newest entries after `since`, newest first. */
export function timelineEntries(tenant: Tenant, state: TenantState, words: Words, since = 0): readonly Html[] {
  const entries = state.timeline.filter(({ number }) => number > since).slice(-SHOWN_ENTRIES);
  return entries.toReversed().map((entry) => timelineEntry(tenant, state, entry, words));
}

function timelineEntry(tenant: Tenant, state: TenantState, entry: TimelineEntry, words: Words): Html {
  const person = state.people[entry.personId];
  const name = harmless(person === undefined ? entry.personId : personName(tenant, person));
  const detail = entry.detail === null ? null : html` · <bdi>${harmless(entry.detail)}</bdi>`;
  return html`<li data-number="${entry.number}" class="by-${entry.actor}">
<span class="dot">${icon(ICONS[entry.actor])}</span>
<span class="what"><b>${words.say(`change.${entry.what}`)}</b>${detail}</span>
<a href="#p-${entry.personId}"><bdi>${name}</bdi></a>
<span class="by">${words.say(`actor.${entry.actor}`)} · ${instant(entry.at, 'clock')}</span></li>`;
}
