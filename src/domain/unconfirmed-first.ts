import { awaitsAnswer } from './emergency.ts';
import type { Colour } from './report.ts';
import type { Request } from './request.ts';
import { restsBehind } from './rests-behind.ts';
import { type Text, text } from './text.ts';
import { isTurnedRound } from './work-off.ts';

type Said = { readonly headline: Text; readonly todo: readonly Text[] };

/**
 * Of a block that was made at once, and that nobody has answered about, the headline and what is to be done next say
 * so first; where something is the matter with the block itself, that comes first. `now`: tenant time, ISO UTC.
 */
export function unconfirmedFirst(request: Request, said: Said & { readonly colour: Colour }, now: string): Said {
  const { headline, todo, colour } = said;
  const { emergency } = request;
  if (emergency === null || !awaitsAnswer(request) || emergency.confirmBy <= now) return { headline, todo };
  if (isTurnedRound(request) || restsBehind(request) !== null) return { headline, todo };
  const at = { instant: emergency.confirmBy };
  const who = emergency.answeredBy;
  // Of nobody it is asked; that, and what follows, stands with who blocked.
  const asked =
    who === 'nobody'
      ? []
      : [text(who === 'escalation' ? 'report.todo.confirm-escalation' : 'report.todo.confirm', { at })];
  if (colour === 'attention') return { headline, todo: [...todo, ...asked] };
  const first =
    who === 'nobody'
      ? text('report.headline.unconfirmed-nobody', { headline })
      : text('report.headline.unconfirmed', { at, headline });
  return { headline: first, todo: [...asked, ...todo] };
}
