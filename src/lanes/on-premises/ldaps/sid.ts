/** `S-1-5-…` of the bytes of `objectSid`; null when they are none. */
export function sidOf(bytes: Buffer | undefined): string | null {
  if (bytes === undefined || bytes.length < 8 || bytes.length !== 8 + 4 * bytes.readUInt8(1)) return null;
  const parts = Array.from({ length: bytes.readUInt8(1) }, (_, index) => bytes.readUInt32LE(8 + 4 * index));
  return ['S', bytes.readUInt8(0), bytes.readUIntBE(2, 6), ...parts].join('-');
}

/** The bytes of `objectSid` for `S-1-5-…` (MS-DTYP 2.4.2.2); null when it is no SID. */
export function sidToBytes(sid: string): Buffer | null {
  const match = /^S-1-(\d{1,15})((?:-\d{1,10}){1,15})$/i.exec(sid);
  if (match === null) return null;
  const parts = (match[2] ?? '').slice(1).split('-').map(Number);
  const authority = Number(match[1]);
  if (authority >= 2 ** 48 || parts.some((part) => part >= 2 ** 32)) return null;
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt8(parts.length, 1);
  bytes.writeUIntBE(authority, 2, 6);
  parts.forEach((part, index) => {
    bytes.writeUInt32LE(part, 8 + 4 * index);
  });
  return bytes;
}
