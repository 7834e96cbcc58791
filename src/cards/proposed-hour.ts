/** The day (YYYY-MM-DD) and the hour (HH:MM) that a form begins with, as they were typed. */
export type ProposedHour = { readonly day: string; readonly hour: string };
