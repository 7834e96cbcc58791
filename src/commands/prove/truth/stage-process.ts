import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runStage, type StageOrder } from './run-stage.ts';
import type { Starter } from './world.ts';

/** One stage in a process of its own: `folder` is the product that is played, this checkout or the first version. */
process.once('message', async ({ folder, ...order }: StageOrder & { readonly folder: string }) => {
  const stage = (await import(pathToFileURL(join(folder, 'src/commands/stage.ts')).href)) as {
    readonly startStage: Starter;
  };
  const messages = JSON.parse(await readFile(join(folder, 'src/locales/en.json'), 'utf8')) as Record<string, string>;
  process.send?.(await runStage(stage.startStage, messages, order));
});
