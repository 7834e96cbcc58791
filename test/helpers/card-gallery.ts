/** Run by hand: pictures of every card in Microsoft's Playground. `node test/helpers/card-gallery.ts <folder> [wide|pixels] [name…]` */
import { mkdirSync } from 'node:fs';
import { everyCard } from '../../src/commands/prove/gallery/every-card.ts';
import { showCards } from './show-cards.ts';

const [folder = 'gallery', width = 'wide', ...names] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const viewer = await showCards(width === 'wide' ? null : Number(width));
try {
  for (const [name, make] of Object.entries(everyCard())) {
    if (names.length > 0 && !names.includes(name)) continue;
    for (const locale of ['en', 'nl'] as const) {
      const card = make({ locale, timeZone: 'Europe/Amsterdam' });
      await viewer.picture(card, `${folder}/${name}-${locale}-${width}.png`);
      console.log(`${name} ${locale} ${Buffer.byteLength(JSON.stringify(card))} bytes`);
    }
  }
} finally {
  await viewer.stop();
}
