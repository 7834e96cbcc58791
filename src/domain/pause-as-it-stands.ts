/**
 * A pause as those of its makers leave it who stand in the emergency group still: a second member's word counts only
 * beside a first one's. Of whom nobody stands it is one that nobody confirmed. `standing`: object ids.
 */
export function pauseAsItStands<Pause extends Made>(stop: Pause, standing: readonly string[]): Pause {
  if (stop.scope.kind !== 'everything' || stop.by === null || stop.parties.length === 0) return stop;
  const [by = stop.by, ...parties] = [stop.by, ...stop.parties].filter((id) => standing.includes(id));
  return { ...stop, by, parties };
}

/** Of a `Stop` what this asks for. */
type Made = {
  readonly scope: { readonly kind: string };
  readonly by: string | null;
  readonly parties: readonly string[];
};
