import type { Flow } from '../flow/flow.ts';
import type { Clock } from '../flow/ports.ts';
import type { Click } from './click-data.ts';
import type { FileWay } from './runbook-file.ts';
import type { Turn } from './turn.ts';

/** What a verb works with. `request` is the id of the click, or the reference that was typed. */
export type VerbCall = {
  readonly turn: Turn;
  readonly request: string;
  readonly version: number | null;
  /** As in a click; typed, there is none. */
  readonly shownHour?: string | null;
  readonly inputs: Click['inputs'];
};

export type VerbDeps = {
  readonly flow: Flow;
  readonly clock: Clock;
  /** How scripts are given here. */
  readonly fileWay: FileWay;
  readonly chooseLanguage: (turn: Turn, locale: 'en' | 'nl') => Promise<Turn>;
};
