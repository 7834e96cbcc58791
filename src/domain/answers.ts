import { whyNoWord, whySetAside } from './approval.ts';
import type { Request } from './request.ts';

/**
 * What is taken from somebody about what Leaver left to the helpdesk. `by-word`: all of it, also what rests on their
 * word alone (a skip, a bare Done, Cannot, letting a task go); `by-proof`: another try, and what the script of the
 * runbook printed; null: nothing.
 */
export type Answers = 'by-word' | 'by-proof' | null;

/** Of somebody who is asked for it (`flow/answers-of.ts`), what is taken about this request. */
export function answersAbout(request: Pick<Request, 'emergency' | 'needs'>, personId: string): Answers {
  if (whySetAside(request, personId) !== null) return null;
  return whyNoWord(request, personId) === null ? 'by-word' : 'by-proof';
}
