import { expect, test } from 'vitest';
import { unmarked } from '../../src/cards/unmarked.ts';

test.each([
  ['Adèle van ’t Hof-Öztürk (R&D) · 2e lijn', 'Adèle van ’t Hof-Öztürk (R&D) · 2e lijn'],
  ['[APPROVED](x)', '［APPROVED］(x)'],
  ['<b>**_x_**</b>', '＜b＞＊＊＿x＿＊＊＜/b＞'],
  ['a\\*b `c` ~d~ #e |f|', 'a＼＊b ｀c｀ ～d～ ＃e ｜f｜'],
  ['&#91;x&lt; & y', '＆＃91;x＆lt; & y'],
  ['- item', '－ item'],
  ['--- x', '－-- x'],
  ['12. item', '12． item'],
  ['1.5 fte', '1.5 fte'],
])('where Markdown is read, %j stands as %j', (line, shown) => {
  expect(unmarked(line)).toBe(shown);
});
