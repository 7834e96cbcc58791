import { Ber, type BerWriter, Control } from 'ldapts';
import { bytesOf } from './ad-entry.ts';
import type { AdSession } from './ad-session.ts';

/**
 * Whether "Protect object from accidental deletion" is on: an entry of the DACL that denies Everyone to delete
 * (MS-DTYP 2.4.4, 2.4.5). False when the DACL cannot be read: AD DS then says no by itself.
 */
export async function isDeletionDenied(session: AdSession, distinguishedName: string): Promise<boolean> {
  const attribute = 'nTSecurityDescriptor';
  const search = { scope: 'base', attributes: [attribute], control: new DaclOnly() } as const;
  const [entry] = await session.search(distinguishedName, search);
  const descriptor = entry === undefined ? undefined : bytesOf(entry, attribute)[0];
  return descriptor !== undefined && deniesDeletion(descriptor);
}

const DENY = 1;
const INHERIT_ONLY = 8;
const DELETE = 0x10000;
const EVERYONE = Buffer.from([1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);

function deniesDeletion(descriptor: Buffer): boolean {
  const dacl = descriptor.length < 20 ? 0 : descriptor.readUInt32LE(16);
  if (dacl === 0 || dacl + 8 > descriptor.length) return false;
  let at = dacl + 8;
  for (let left = descriptor.readUInt16LE(dacl + 4); left > 0 && at + 8 <= descriptor.length; left--) {
    const size = descriptor.readUInt16LE(at + 2);
    const denies = descriptor[at] === DENY && ((descriptor[at + 1] ?? 0) & INHERIT_ONLY) === 0;
    const deletion = (descriptor.readUInt32LE(at + 4) & DELETE) !== 0;
    if (denies && deletion && EVERYONE.equals(descriptor.subarray(at + 8, at + size))) return true;
    at += Math.max(size, 8);
  }
  return false;
}

/** LDAP_SERVER_SD_FLAGS_OID with DACL_SECURITY_INFORMATION: without it AD DS asks for rights to the audit part too. */
class DaclOnly extends Control {
  constructor() {
    super('1.2.840.113556.1.4.801', { critical: true });
  }

  override writeControl(writer: BerWriter): void {
    writer.writeBuffer(Buffer.from([0x30, 3, 2, 1, 4]), Ber.OctetString);
  }
}
