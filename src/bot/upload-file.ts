/** Where a consented file may be put: the OneDrive of the person who consented, in Microsoft's clouds. */
const HOSTS = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.sharepoint\.(com|us|cn)$|^api\.onedrive\.com$/;

/** Real time, milliseconds. */
const PATIENCE = 10_000;
const LONGEST_URL = 8_192;

/** Https on a host of OneDrive, nothing else: whoever forges a consent must not make the bot call elsewhere. */
export function isUploadUrl(uploadUrl: string): boolean {
  if (uploadUrl.length > LONGEST_URL || !URL.canParse(uploadUrl)) return false;
  const { protocol, username, password, port, hostname } = new URL(uploadUrl);
  return protocol === 'https:' && username === '' && password === '' && port === '' && HOSTS.test(hostname);
}

/**
 * Puts the whole file into the upload session that Teams opened (teams.md section 5). The address itself is the
 * permission: no token of ours travels, and no redirect is followed. False when it was not taken.
 */
export async function uploadFile(uploadUrl: string, bytes: Buffer, send: typeof fetch = fetch): Promise<boolean> {
  if (!isUploadUrl(uploadUrl)) return false;
  try {
    const response = await send(uploadUrl, {
      method: 'PUT',
      body: new Uint8Array(bytes),
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}`,
      },
      redirect: 'error',
      credentials: 'omit',
      signal: AbortSignal.timeout(PATIENCE),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
