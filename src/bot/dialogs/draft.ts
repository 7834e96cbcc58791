import type { FormValues } from '../../cards/form-values.ts';
import type { Choices, RequestKind } from '../../domain/choices.ts';
import type { Text } from '../../domain/text.ts';

/** What a dialog has gathered so far: choices and ids, as plain JSON, since it is stored between turns. */
export type Draft = {
  readonly kind: RequestKind;
  /** What was typed to find the person; '' = nothing yet. */
  readonly query: string;
  readonly targetUserId: string | null;
  /** Day and hour that were typed with the command. */
  readonly typedWhen: string;
  /** What was proposed for this person, and the form as it was filled in last; null = not asked yet. */
  readonly proposed: Choices | null;
  readonly form: FormValues | null;
  /** Complete and read; null = the form is still open. */
  readonly choices: Choices | null;
};

export function emptyDraft(kind: RequestKind): Draft {
  return { kind, query: '', targetUserId: null, typedWhen: '', proposed: null, form: null, choices: null };
}

/** How a part of the dialog ends. */
export type PartResult =
  | { readonly outcome: 'done'; readonly draft: Draft }
  | { readonly outcome: 'back'; readonly draft: Draft; readonly problem: Text | null }
  | { readonly outcome: 'cancelled' }
  /** Something else was shown instead, and that is the end of it. */
  | { readonly outcome: 'answered' };
