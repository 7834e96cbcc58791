/** Real milliseconds for which one read of all parts says what each write takes. */
const FRESH = 30_000;

/** The same read, made again once what it gave is too old to be what a write takes. */
export function readFreshly<Found>(read: () => Promise<Found>): () => Promise<Found> {
  let known: { readonly at: number; readonly found: Found } | null = null;
  return async () => {
    if (known === null || Date.now() - known.at > FRESH) known = { at: Date.now(), found: await read() };
    return known.found;
  };
}
