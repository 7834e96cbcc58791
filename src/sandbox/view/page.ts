import { LOCALES } from '../../locales/reader.ts';
import type { Tenant, TenantState } from '../tenant.ts';
import { type Html, harmless, html } from './html.ts';
import { icon } from './icons.ts';
import { personRow, SETS, setsOf } from './person-row.ts';
import { peopleInOrder, personState } from './person-state.ts';
import { timelineEntries } from './timeline.ts';
import { instant, type Words } from './words.ts';

/** The whole page as it stands now; `page.js` keeps it up to date. */
export function page(tenant: Tenant, state: TenantState, words: Words): string {
  const title = words.say('title', { company: harmless(tenant.contoso.name) });
  const whole = html`<!doctype html>
<html lang="${words.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/view/page.css">
<script type="module" src="/view/page.js"></script>
</head>
<body data-lost="${words.say('lost')}" data-refused="${words.say('refused')}" data-no-runbook="${words.say('runbook.not-one')}">
${header(title, words)}
${clock(tenant, state, words)}
<main>
${peopleSection(tenant, state, words)}
<aside>
${runbookSection(words)}
${timelineSection(tenant, state, words)}
</aside>
</main>
<p class="toast" role="status" hidden></p>
</body>
</html>`;
  return whole.html;
}

/** How many people each set of the filter holds. */
export function setCounts(state: TenantState): Readonly<Record<string, number>> {
  const sets = Object.values(state.people).map((person) => setsOf(personState(person)));
  return Object.fromEntries(SETS.map((set) => [set, sets.filter((each) => each.includes(set)).length]));
}

function header(title: string, words: Words): Html {
  const links = LOCALES.map((locale) =>
    locale === words.locale
      ? html`<b aria-current="true">${locale.toUpperCase()}</b>`
      : html`<a href="?lang=${locale}" lang="${locale}" hreflang="${locale}">${locale.toUpperCase()}</a>`,
  );
  return html`<header class="top">
<div><h1>${title}</h1><p>${words.say('subtitle')}</p></div>
<nav aria-label="${words.say('language')}">${links}</nav>
</header>`;
}

function clock(tenant: Tenant, state: TenantState, words: Words): Html {
  const { now, speed } = tenant.clock.reading();
  const pace = speed === 0 ? words.say('clock.still') : words.say('clock.speed', { speed });
  return html`<section class="clock" aria-label="${words.say('clock.label')}">
<div class="now"><span class="label">${words.say('clock.label')} · <span id="pace">${pace}</span></span>
  <span class="time" id="time">${now.slice(11, 19)}</span><span class="date" id="date">${now.slice(0, 10)}</span></div>
<div class="sync"><span class="label">${words.say('sync.next')}</span>
  <span class="wait"><b id="wait" data-minutes="${words.say('sync.minutes')}" data-seconds="${words.say('sync.seconds')}" data-paused="${words.say('sync.paused')}"></b> <span id="at"${state.sync.paused ? html` hidden` : null}>${words.say('sync.at')} <span id="next">${instant(state.sync.nextCycleAt, 'clock')}</span></span></span>
  <progress id="cycle" max="1" value="0">${words.say('sync.next')}</progress></div>
<div class="jumps">
  <button type="button" data-control="sync" class="first">${icon('sync')}${words.say('action.sync')}</button>
  <button type="button" id="pause" data-control="${state.sync.paused ? 'sync-resume' : 'sync-pause'}" data-pause="${words.say('action.sync-pause')}" data-resume="${words.say('action.sync-resume')}">${words.say(state.sync.paused ? 'action.sync-resume' : 'action.sync-pause')}</button>
  <button type="button" data-control="jump-minutes">${words.say('jump.minutes')}</button>
  <button type="button" data-control="jump-day">${words.say('jump.day')}</button>
  <button type="button" data-control="jump-event">${words.say('jump.event')}</button>
</div>
</section>`;
}

function peopleSection(tenant: Tenant, state: TenantState, words: Words): Html {
  const people = peopleInOrder(tenant, state).map((person) => personRow(tenant, state, person, words));
  const counts = setCounts(state);
  const sets = SETS.map(
    (set) =>
      html`<button type="button" data-set="${set}" aria-pressed="${set === 'all' ? 'true' : 'false'}">${words.say(`set.${set}`)} <span class="more" data-count="${set}">${counts[set] ?? 0}</span></button>`,
  );
  return html`<section class="people" aria-label="${words.say('people')}">
<div class="tools">
  <label class="search">${icon('search')}<span class="spoken">${words.say('search')}</span><input type="search" id="search" placeholder="${words.say('search')}" autocomplete="off" spellcheck="false"></label>
  <div class="sets" role="group" aria-label="${words.say('filter')}">${sets}</div>
</div>
<div class="table">
<div class="columns" aria-hidden="true">${columns(words)}</div>
<div id="people">${people}</div>
<p class="empty" id="nobody" hidden>${words.say('nobody')}</p>
</div>
</section>`;
}

function columns(words: Words): readonly Html[] {
  const names = ['person', 'cloud', null, 'ad', 'synced', 'belongings', 'mailbox', null] as const;
  return names.map((name) => html`<span>${name === null ? '' : words.say(`column.${name}`)}</span>`);
}

function timelineSection(tenant: Tenant, state: TenantState, words: Words): Html {
  return html`<section class="timeline" aria-label="${words.say('timeline')}">
<h2>${words.say('timeline')}</h2>
<ol id="timeline" aria-live="polite" aria-relevant="additions">${timelineEntries(tenant, state, words)}</ol>
<p class="empty" id="quiet">${words.say('quiet')}</p>
</section>`;
}

/** There is no PowerShell in the sandbox: a runbook is pasted here, and its line of results copied back to the chat. */
function runbookSection(words: Words): Html {
  return html`<details class="console">
<summary>${icon('console')}<span>${words.say('runbook')}</span>${icon('chevron')}</summary>
<form id="runbook">
  <label for="script">${words.say('runbook.paste')}</label>
  <textarea id="script" rows="5" spellcheck="false" autocomplete="off" required></textarea>
  <button type="submit" class="first">${words.say('runbook.run')}</button>
  <div id="printed" hidden><label for="line">${words.say('runbook.printed')}</label>
    <textarea id="line" rows="5" readonly></textarea>
    <button type="button" id="copy" data-copied="${words.say('runbook.copied')}">${words.say('runbook.copy')}</button></div>
</form>
</details>`;
}
