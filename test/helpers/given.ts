/** People, plans and requests for tests; `npm run prove` draws the same ones on its cards. */
export * from '../../src/commands/prove/gallery/given.ts';
