import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The packages of Debian and Ubuntu; without samba-ad-provision, only recommended by the others, nothing can be made
 * (hybrid.md c).
 */
const PACKAGES =
  'samba samba-ad-dc samba-ad-provision winbind krb5-user ldb-tools samba-dsdb-modules samba-vfs-modules openssl python3';

const NEEDED = [
  '/usr/sbin/samba',
  '/usr/bin/python3',
  '/usr/bin/openssl',
  '/usr/bin/setpriv',
  '/usr/share/samba/setup/provision.ldif',
  '/usr/lib/python3/dist-packages/samba/provision',
];

/** Why no Active Directory can be started on this machine, in one sentence; null = it can. */
export function whyNoSamba(root = '/'): string | null {
  const missing = NEEDED.find((path) => !existsSync(join(root, path)));
  if (missing === undefined) return null;
  return `Samba's Active Directory is not installed (${missing} is missing): apt-get install -y --no-install-recommends ${PACKAGES}`;
}
