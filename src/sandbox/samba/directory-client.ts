import { readFile } from 'node:fs/promises';
import { Client, ResultCodeError } from 'ldapts';
import type { Samba } from './start-samba.ts';

/** The administrator's connection to the directory; a lost one is made again at the next question. */
export type DirectoryClient = {
  use<Answer>(ask: (client: Client) => Promise<Answer>): Promise<Answer>;
  close(): Promise<void>;
};

export async function createDirectoryClient({ url, caFile, administrator }: Samba): Promise<DirectoryClient> {
  const ca = await readFile(caFile, 'utf8');
  let bound: Promise<Client> | null = null;

  async function bind(): Promise<Client> {
    const client = new Client({
      url,
      timeout: 30_000,
      connectTimeout: 30_000,
      tlsOptions: { ca, minVersion: 'TLSv1.2' },
    });
    await client.bind(administrator.name, administrator.password);
    return client;
  }

  async function drop(): Promise<void> {
    const former = bound;
    bound = null;
    await former?.then((client) => client.unbind()).catch(() => {});
  }

  return {
    async use(ask) {
      try {
        bound ??= bind();
        const client = await bound;
        // ldapts would quietly connect again without a bind.
        if (!client.isBound) throw new Error('the connection is gone');
        return await ask(client);
      } catch (error) {
        if (!(error instanceof ResultCodeError)) await drop();
        throw error;
      }
    },
    close: drop,
  };
}
