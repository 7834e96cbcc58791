import { type Text, text } from '../../domain/text.ts';
import type { Reader } from '../../locales/reader.ts';
import { say } from '../untrusted.ts';

export type Section = {
  readonly title:
    | 'todo'
    | 'beside-script'
    | 'warnings'
    | 'refusals'
    | 'notes'
    | 'approval'
    | 'emergency'
    | 'talk'
    | 'set-aside'
    | 'tasks'
    | 'tasks-over';
  readonly sentences: readonly Text[];
};

/** Titled groups of sentences, the empty ones left out. */
export function sections(list: readonly Section[], reader: Reader) {
  return list
    .filter(({ sentences }) => sentences.length > 0)
    .map(({ title, sentences }) => ({
      style: STYLES[title],
      title: say(titleOf(title, sentences), reader),
      sentences: sentences.map((sentence) => ({ words: say(sentence, reader) })),
    }));
}

/** A block that does not last is named in its title: nobody may read it as a block. */
function titleOf(title: Section['title'], sentences: readonly Text[]): Text {
  const says = (start: string) => title === 'warnings' && sentences.some(({ key }) => key.startsWith(start));
  if (says('plan.warning.will-be-temporary')) return text('card.section.will-be-temporary');
  return text(`card.section.${says('plan.warning.temporary') ? 'temporary' : title}`);
}

/** Error lines above a form or a plan. */
export function errorLines(errors: readonly (Text | null | undefined)[], reader: Reader) {
  return errors.flatMap((error) => (error === null || error === undefined ? [] : [{ words: say(error, reader) }]));
}

const STYLES: Readonly<Record<Section['title'], string>> = {
  todo: 'accent',
  'beside-script': 'warning',
  warnings: 'warning',
  refusals: 'attention',
  notes: 'default',
  approval: 'emphasis',
  emergency: 'warning',
  talk: 'emphasis',
  'set-aside': 'emphasis',
  tasks: 'accent',
  'tasks-over': 'default',
};
