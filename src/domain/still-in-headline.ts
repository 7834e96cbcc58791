import { letInWhenFailed } from './failed-block.ts';
import type { StepRecord } from './outcome.ts';
import type { Request } from './request.ts';
import { isStillLetIn } from './still-let-in.ts';
import { type Text, text } from './text.ts';
import { withoutMayBe } from './without-may-be.ts';

/**
 * The same headline behind who can sign in, of whom no block was made: known of now where Microsoft 365 refused it,
 * which is looked at, and of when it failed otherwise. Null = not so, or not known.
 */
export function stillIn(headline: Text, { targetUserName: name }: Request, steps: readonly StepRecord[]): Text | null {
  if (isStillLetIn(steps)) return text('report.headline.block-refused', { name, headline: withoutMayBe(headline) });
  const at = letInWhenFailed(steps);
  return at === null ? null : text('report.headline.block-failed', { name, at: { instant: at }, headline });
}
