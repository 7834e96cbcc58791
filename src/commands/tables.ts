import { writeFileSync } from 'node:fs';
import { authorityPage } from './authority-page.ts';

// `npm run tables`: writes the generated pages of docs/.
writeFileSync(new URL('../../docs/authority.md', import.meta.url), authorityPage());
console.log('Written: docs/authority.md');
