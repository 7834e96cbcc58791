import { letInWhenFailed } from './failed-block.ts';
import { isCheckedElsewhere } from './is-checked-elsewhere.ts';
import type { StepRecord } from './outcome.ts';
import type { Request } from './request.ts';
import { isStillLetIn } from './still-let-in.ts';
import { type Text, text } from './text.ts';
import { withoutMayBe } from './without-may-be.ts';

/**
 * The same headline behind who can sign in, of whom no block was made: known of now where Microsoft 365 refused it,
 * which is looked at, and of when it failed otherwise. Where that is decided elsewhere too, only what Microsoft 365 shows.
 * Null = not so, or not known.
 */
export function stillIn(headline: Text, request: Request, steps: readonly StepRecord[]): Text | null {
  const { targetUserName: name, facts } = request;
  const isElsewhere = isCheckedElsewhere(facts);
  if (isStillLetIn(steps))
    return text(isElsewhere ? 'report.headline.block-refused-elsewhere' : 'report.headline.block-refused', {
      name,
      headline: withoutMayBe(headline),
    });
  const at = letInWhenFailed(steps);
  if (at === null) return null;
  const key = isElsewhere ? 'report.headline.block-failed-elsewhere' : 'report.headline.block-failed';
  return text(key, { name, at: { instant: at }, headline });
}
