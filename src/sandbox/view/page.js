// Keeps the tenant view up to date: rows and timeline come as ready HTML from the server, which escaped everything.

const byId = (id) => document.getElementById(id);
const locale = document.documentElement.lang === 'nl' ? 'nl-NL' : 'en-GB';
const formats = {
  moment: new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }),
  clock: new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }),
  full: new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' }),
  time: new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  date: new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
};

/** Writes every instant below `root` in the reader's own time zone. */
function writeInstants(root) {
  for (const time of root.querySelectorAll('time[datetime]')) {
    const at = new Date(time.dateTime);
    time.textContent = formats[time.dataset.style].format(at);
    time.title = formats.full.format(at);
  }
}

// ---- people ----

function toElement(text) {
  const template = document.createElement('template');
  template.innerHTML = text;
  writeInstants(template.content);
  return template.content.firstElementChild;
}

let first = true;

function showPeople({ changed, order, counts }) {
  for (const { id, html } of changed) replaceRow(id, html);
  const list = byId('people');
  for (const row of [...list.children]) if (!order.includes(row.dataset.person)) row.remove();
  for (const [index, id] of order.entries()) {
    const row = byId(`p-${id}`);
    if (row !== null && list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  }
  for (const [set, count] of Object.entries(counts))
    document.querySelector(`[data-count="${set}"]`).textContent = count;
  filter();
  first = false;
}

/** Swaps a row in place: what was open stays open, and the focus stays where it was. */
function replaceRow(id, text) {
  const old = byId(`p-${id}`);
  const row = toElement(text);
  if (old === null) return byId('people').append(row);
  row.open = old.open;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(row);
  if (focused !== null)
    (row.querySelector(`[data-ad="${focused.dataset.ad}"]`) ?? row.querySelector('summary')).focus();
  if (!first) row.classList.add('changed');
}

let set = 'all';

function filter() {
  const words = byId('search').value.toLowerCase().split(/\s+/);
  let shown = 0;
  for (const row of byId('people').children) {
    const fits = row.dataset.sets.split(' ').includes(set) && words.every((word) => row.dataset.search.includes(word));
    row.hidden = !fits;
    if (fits) shown++;
  }
  byId('nobody').hidden = shown > 0;
}

byId('search').addEventListener('input', filter);
document.querySelector('.sets').addEventListener('click', (event) => {
  const button = event.target.closest('[data-set]');
  if (button === null) return;
  set = button.dataset.set;
  for (const each of document.querySelectorAll('[data-set]')) each.ariaPressed = String(each === button);
  filter();
});

// ---- timeline ----

function showTimeline({ anew, entries, keep }) {
  const list = byId('timeline');
  if (anew) list.replaceChildren();
  for (const text of entries.toReversed()) {
    const entry = toElement(text);
    if (!anew) entry.classList.add('changed');
    list.prepend(entry);
  }
  while (list.children.length > keep) list.lastElementChild.remove();
  byId('quiet').hidden = list.children.length > 0;
}

/** A name in the timeline opens that person, whatever the filter hides. */
byId('timeline').addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="#p-"]');
  const row = link === null ? null : document.querySelector(`[id="${link.hash.slice(1)}"]`);
  if (row === null) return;
  event.preventDefault();
  row.hidden = false;
  row.open = true;
  row.scrollIntoView({ block: 'center' });
  row.querySelector('summary').focus({ preventScroll: true });
});

// ---- clock ----

let clock = null;

function tick() {
  if (clock === null) return;
  const elapsed = (performance.now() - clock.received) * clock.speed;
  const now = Date.parse(clock.now) + elapsed;
  byId('time').textContent = formats.time.format(now);
  byId('date').textContent = formats.date.format(now);
  const left = Math.max(0, Date.parse(clock.nextCycleAt) - now);
  const { pause, resume } = byId('pause').dataset;
  byId('pause').textContent = clock.paused ? resume : pause;
  byId('pause').dataset.control = clock.paused ? 'sync-resume' : 'sync-pause';
  byId('at').hidden = clock.paused;
  if (clock.paused) {
    byId('wait').textContent = byId('wait').dataset.paused;
    return byId('cycle').removeAttribute('value');
  }
  byId('cycle').value = 1 - Math.min(1, left / (clock.intervalMinutes * 60_000));
  byId('wait').textContent = waitText(left);
}

function waitText(left) {
  const { minutes, seconds } = byId('wait').dataset;
  const tenant = minutes.replace('#', Math.ceil(left / 60_000));
  return clock.speed === 0 ? tenant : `${tenant} (${seconds.replace('#', Math.ceil(left / 1000 / clock.speed))})`;
}

function showClock(reading) {
  clock = { ...reading, received: performance.now() };
  const next = byId('next').querySelector('time');
  next.dateTime = reading.nextCycleAt;
  writeInstants(byId('next'));
  tick();
}

setInterval(tick, 100);

// ---- buttons ----

const CONTROLS = {
  sync: () => post('/sandbox/sync', {}),
  'sync-pause': () => post('/sandbox/sync/pause', {}),
  'sync-resume': () => post('/sandbox/sync/resume', {}),
  'jump-minutes': () => post('/sandbox/clock/jump', { minutes: 30 }),
  'jump-day': () => post('/sandbox/clock/jump', { minutes: 24 * 60 }),
  'jump-event': () => post('/sandbox/clock/jump', { to: 'next-event' }),
};

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-control], [data-ad]');
  if (button === null) return;
  const { control, ad, id } = button.dataset;
  void (control === undefined ? post(`/sandbox/ad/${ad}/${id}`, {}) : CONTROLS[control]());
});

/**
 * The answer; null when it was refused or nobody answered, which the page then says for a while: `unread` of a body
 * that was not understood.
 */
async function post(path, body, unread = null) {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(path, request).catch(() => null);
  const { lost, refused } = document.body.dataset;
  if (response?.ok) toast(null);
  else if (response?.status === 400 && unread !== null) toast(unread, 6000);
  else toast(response === null ? lost : ((await readRefusal(response)) ?? refused), 6000);
  return response?.ok ? response.json() : null;
}

async function readRefusal(response) {
  const answer = await response.json().catch(() => null);
  return typeof answer?.error === 'string' ? answer.error : (answer?.error?.message ?? null);
}

let toastEnds;

function toast(text, milliseconds) {
  clearTimeout(toastEnds);
  const line = document.querySelector('.toast');
  line.hidden = text === null;
  line.textContent = text ?? '';
  if (milliseconds !== undefined) toastEnds = setTimeout(() => toast(null), milliseconds);
}

// ---- runbooks ----

byId('runbook').addEventListener('submit', async (event) => {
  event.preventDefault();
  const script = byId('script').value;
  const line = await post('/sandbox/ad/run-runbook', { script }, document.body.dataset.noRunbook);
  byId('printed').hidden = line === null;
  if (line !== null) byId('line').value = JSON.stringify(line);
});

byId('copy').addEventListener('click', async (event) => {
  byId('line').select();
  await navigator.clipboard.writeText(byId('line').value);
  event.target.textContent = event.target.dataset.copied;
});

// ---- live updates ----

const updates = new EventSource(`/view/updates?lang=${document.documentElement.lang}`);
const on = (name, show) => updates.addEventListener(name, (event) => show(JSON.parse(event.data)));
on('people', showPeople);
on('timeline', showTimeline);
on('clock', showClock);
updates.addEventListener('open', () => toast(null));
updates.addEventListener('error', () => toast(document.body.dataset.lost));

writeInstants(document);
byId('quiet').hidden = byId('timeline').children.length > 0;
