import { placeNameOf } from './ad-domain.ts';
import { connectorReported } from './connector-reported.ts';
import { type Text, text } from './text.ts';
import type { Taken } from './undoes.ts';

/** Of what is given back, what was there before by the word of a connector alone, by the run that took it. */
export function reportedByConnector(things: readonly Taken[]): readonly Text[] {
  const reported = things.filter(({ isReported }) => isReported);
  return [...new Set(reported.map(({ reference }) => reference))].flatMap((reference) => {
    const own = reported.filter((each) => each.reference === reference);
    const names = own.filter(({ name }) => name !== '').map(nameOf);
    const isShown = own.some(({ kind }) => kind === 'show-in-address-lists');
    return [
      ...connectorReported(reference, names),
      ...(isShown ? [text('plan.explain.connector-reported-shown', { reference })] : []),
    ];
  });
}

function nameOf({ kind, name }: Taken): string {
  return kind === 'return-to-ou' ? placeNameOf(name) : name;
}
