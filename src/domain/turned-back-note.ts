import type { StepRecord, TurnedBack } from './outcome.ts';
import { namesOf } from './rules.ts';
import type { StepKind } from './step.ts';
import { type Text, text } from './text.ts';

/** What a step says of itself whose effect is not there: what is gone, and who did it as far as something says so. */
export function turnedBackNote(
  kind: StepKind,
  { how, by, at }: TurnedBack,
  items: readonly { readonly name: string }[] = [],
): Text {
  const found = { at: { instant: at } };
  if (how === 'request') return text('flow.undone.request', { reference: by ?? '', ...found });
  if (items.length > 0) return partsChanged(items, by);
  if (how === 'said') return text(`flow.said.${SAID.find((each) => each === kind) ?? 'other'}`);
  if (kind === 'block-sign-in') return blockLifted({ how, by }, found);
  if (how === 'ad' && isOfPlace(kind)) return text('flow.undone.ad-place', found);
  if (how === 'ad') return text(kind === 'disable-account' ? 'flow.undone.ad' : 'flow.undone.ad-otherwise', found);
  if (how === 'sync' && kind === 'unblock-sign-in') return text('flow.overwritten.unblock-sign-in-by-sync');
  const what = text(`flow.overwritten.${kind}`);
  return by === null ? what : text('flow.overwritten.named', { what, by });
}

/** Seen elsewhere, the account was moved, or its place was renamed or moved with all in it: a name tells neither. */
export function isElsewhere({ kind, turnedBack }: Pick<StepRecord, 'kind' | 'turnedBack'>): boolean {
  if (!isOfPlace(kind)) return false;
  const { how = 'ad', by = null } = turnedBack ?? {};
  return how === 'ad' || how === 'unknown' || (how === 'person' && by === null);
}

function isOfPlace(kind: StepKind): boolean {
  return kind === 'move-to-ou' || kind === 'return-to-ou';
}

/** What a sync shows in the cloud after people said that it is done. */
const SAID = [
  'delete-account',
  'disable-account',
  'enable-account',
  'move-to-ou',
  'restore-account',
  'return-to-ou',
] as const satisfies StepKind[];

/** Which parts, by name; the others are as they were. */
function partsChanged(items: readonly { readonly name: string }[], by: string | null): Text {
  const values = { items: namesOf(items), count: items.length };
  return by === null ? text('flow.changed-back.somebody', values) : text('flow.changed-back.person', { ...values, by });
}

function blockLifted(
  { how, by }: Pick<TurnedBack, 'how' | 'by'>,
  found: { readonly at: { readonly instant: string } },
): Text {
  if (how === 'ad') return text('flow.undone.ad', found);
  if (how === 'unknown') return text('flow.overwritten.block-sign-in-unknown');
  if (how === 'sync')
    return by === null ? text('flow.overwritten.block-sign-in') : text('flow.overwritten.block-sign-in-by', { by });
  return by === null ? text('flow.undone.somebody', found) : text('flow.undone.person', { by, ...found });
}
