import { makePrivateFolder } from '../store/private-folder.ts';

/** First of all in whatever writes files: nobody else on this machine gets rights on what is made from now on. */
export function keepFilesPrivate(): void {
  process.umask(0o077);
}

/**
 * Closes the data folder before anybody writes into it, and says when it stood open; null = nothing is kept on disk.
 */
export function closeDataFolder(dataDir: string | null): void {
  const said = dataDir === null ? null : makePrivateFolder(dataDir);
  if (said !== null) console.warn(said);
}
