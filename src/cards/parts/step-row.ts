/** `short`: one sentence per step and no sources, for a card that would be too long (see `fitting-card.ts`). */
/** `plain`: all the words, without the bars of the clock. */
export type Detail = 'full' | 'plain' | 'short';

/** One step as the template `parts/steps` lays it out. */
export type StepRow = {
  readonly symbol: string;
  readonly colour: string;
  readonly title: string;
  /** Beside the title: what must not be missed, or who does it. */
  readonly asides: readonly { readonly words: string; readonly colour: string; readonly subtle: boolean }[];
  /** Below it, first how far it is, and since when: beside it a narrow card has no room. */
  readonly details: readonly StepDetail[];
  /** Folded away until somebody asks; none or one. */
  readonly more: readonly { readonly id: string; readonly lines: readonly StepDetail[] }[];
};

export type StepDetail = {
  readonly words: string;
  readonly subtle: boolean;
  readonly colour: string;
  readonly weight: string;
};

/** A sentence below the title. */
export function detail(words: string, looks: Partial<Omit<StepDetail, 'words'>> = {}): StepDetail {
  return { words, subtle: false, colour: 'default', weight: 'default', ...looks };
}
