import { text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import type { ClickAside } from './flow.ts';
import type { UnnamedClick } from './look-set-aside.ts';
import { tellAudience, tellThese } from './tell-stops.ts';

/**
 * Who was asked to be the second hears that the first click counts no more, and why: with theirs nobody would be
 * blocked. `clicks` and `names`: in the same order. Not who took it away.
 */
export async function tellSeconds(
  context: FlowContext,
  clicks: readonly UnnamedClick[],
  names: readonly ClickAside[],
  { actorId, by, reason }: { readonly actorId: string; readonly by: string; readonly reason: string },
): Promise<void> {
  for (const [place, { told, byName: first }] of clicks.entries()) {
    const values = { by, first, name: names[place]?.name ?? '–', reason };
    const people = told.map((id) => ({ id }));
    await tellThese(context, people, text('notice.set-aside-second', values), [actorId]);
  }
}

/** So does who was asked to say it too of these stops: theirs would be a first word, which lifts nothing. */
export async function tellSecondWords(
  context: FlowContext,
  stops: readonly string[],
  values: { readonly by: string; readonly first: string; readonly reason: string },
  exceptFor: readonly string[],
): Promise<void> {
  for (const stop of stops)
    await tellAudience(context, text('notice.set-aside-word', { ...values, stop }), ...exceptFor);
}
