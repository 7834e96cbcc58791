import type { TenantPerson, TenantState } from '../tenant.ts';
import { type BlockClock, blockClock, type ClockLane, type ClockSpan } from './block-clock.ts';
import { type Html, html } from './html.ts';
import { instant, type Words } from './words.ts';

const WIDTH = 1000;
const HEIGHT = 20;

/**
 * The lock-out clock as bars: one lane per effect, all on one axis. The pictures are hidden from readers that cannot
 * see them; beside each stands the same in words. Positions are attributes, since the page allows no inline style.
 */
export function clockFigure(state: TenantState, person: TenantPerson, now: string, words: Words): Html | null {
  const clock = blockClock(state, person, now);
  if (clock === null) return null;
  return html`<figure class="block-clock">
<figcaption>${words.say('clockbars.title')}</figcaption>
${clock.lanes.map((lane) => laneRow(lane, clock, now, words))}
<div class="axis"><span></span><span class="ends">${instant(clock.from, 'clock')}${instant(clock.to, 'clock')}</span></div>
${threatNote(clock, words)}
</figure>`;
}

function laneRow(lane: ClockLane, clock: BlockClock, now: string, words: Words): Html {
  const at = (moment: string) => position(moment, clock);
  const bars = lane.spans.map((span) => bar(span, clock, now));
  const marks = lane.turnedBack.map(
    (moment) =>
      html`<path class="turned-back" d="M${at(moment) - 7} 3 L${at(moment) + 7} 17 M${at(moment) + 7} 3 L${at(moment) - 7} 17"/>`,
  );
  const threat = clock.threat === null || lane.id !== 'cloud' ? null : stroke('threat', at(clock.threat));
  const present = now >= clock.from && now <= clock.to ? stroke('present', at(now)) : null;
  return html`<div class="lane"><span class="label">${words.say(`clockbars.${lane.id}`)}</span>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" x="0" y="8" width="${WIDTH}" height="4"/>${bars}${threat}${present}${marks}</svg>
<span class="said">${said(lane, words)}</span></div>`;
}

/** What is still so is drawn as far as now: nobody knows how it goes on. */
function bar({ from, to, look }: ClockSpan, clock: BlockClock, now: string): Html {
  const x = position(from, clock);
  const end = position(to ?? now, clock);
  return html`<rect class="is-${look}" x="${x}" y="3" width="${Math.max(4, end - x)}" height="14"/>`;
}

function stroke(name: string, x: number): Html {
  return html`<line class="${name}" x1="${x}" x2="${x}" y1="0" y2="${HEIGHT}"/>`;
}

/** "since 10:02", "10:02 to 10:31, turned back": what the bar shows. */
function said({ id, spans, turnedBack }: ClockLane, words: Words): Html {
  if (spans.length === 0) return html`${words.say(`clockbars.${id}.not`)}`;
  const parts = spans.map(({ from, to, look }, place) => {
    const comma = place === 0 ? null : html`, `;
    if (to === null) return html`${comma}${words.say('clockbars.since')} ${instant(from, 'clock')}`;
    if (look === 'fading') return html`${comma}${words.say('clockbars.until')} ${instant(to, 'clock')}`;
    const back = turnedBack.includes(to) ? html` <b class="back">${words.say('clockbars.back')}</b>` : null;
    return html`${comma}${instant(from, 'clock')} – ${instant(to, 'clock')}${back}`;
  });
  return html`${parts}`;
}

function threatNote({ threat }: BlockClock, words: Words): Html | null {
  if (threat === null) return null;
  return html`<p class="threat-note">${words.say('clockbars.threat')} ${instant(threat, 'clock')}</p>`;
}

function position(moment: string, { from, to }: BlockClock): number {
  const share = (Date.parse(moment) - Date.parse(from)) / (Date.parse(to) - Date.parse(from));
  return Math.round(Math.min(1, Math.max(0, share)) * WIDTH);
}
