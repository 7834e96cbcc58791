import { Temporal } from 'temporal-polyfill';

/** When people of the helpdesk are at work. */
export type WorkingHours = {
  /** IANA. */
  readonly zone: string;
  /** 1 = Monday … 7 = Sunday. */
  readonly days: readonly number[];
  /** HH:mm on the wall clock of the zone; `to` is later than `from`. */
  readonly from: string;
  readonly to: string;
};

/**
 * The instant itself when it lies within working hours, else the next moment they begin; ISO 8601 UTC. Null = any hour.
 */
export function withinWorkingHours(instant: string, hours: WorkingHours | null): string {
  if (hours === null || hours.days.length === 0) return instant;
  const at = Temporal.Instant.from(instant).toZonedDateTimeISO(hours.zone);
  for (let days = 0; days <= 7; days += 1) {
    const day = at.add({ days });
    if (!hours.days.includes(day.dayOfWeek)) continue;
    const [opens, closes] = [hours.from, hours.to].map((time) => day.withPlainTime(time).toInstant());
    if (opens === undefined || closes === undefined) continue;
    const from = days === 0 && at.epochMilliseconds > opens.epochMilliseconds ? at.toInstant() : opens;
    if (from.epochMilliseconds < closes.epochMilliseconds) return new Date(from.epochMilliseconds).toISOString();
  }
  return instant;
}
