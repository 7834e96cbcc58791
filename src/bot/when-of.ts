import type { When } from '../domain/choices.ts';
import { type Text, text } from '../domain/text.ts';
import { readWhen } from './dialogs/read-when.ts';
import type { VerbCall, VerbDeps } from './verb-call.ts';

/** The day and the hour that were filled in, in the zone of who filled them in. */
export function whenOf(
  { turn, inputs }: VerbCall,
  { flow, clock }: Pick<VerbDeps, 'flow' | 'clock'>,
): When | { readonly problem: Text } {
  const day = (inputs.lastDay ?? '').trim();
  if (day === '') return { problem: text('bot.when.which-day') };
  if (!isDay(day)) return { problem: text('bot.when.not-a-day', { typed: day }) };
  const form = { when: 'at', lastDay: day, hour: inputs.hour ?? '' };
  const zone = turn.reader.timeZone;
  const [now, days] = [clock.now().toISOString(), flow.scheduleDays];
  const when = readWhen({ form, zone, now, meant: null, days, isForLater: true });
  return 'clock' in when ? { problem: text(`bot.when.${when.clock.problem}`, { hour: form.hour }) } : when;
}

/** Whether it is written as the forms of Teams send a day. */
export function isDay(written: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(written);
}
