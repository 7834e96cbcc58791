import { InsufficientAccessError, InvalidCredentialsError } from 'ldapts';
import { describe, expect, it } from 'vitest';
import { bindRefusalOf } from '../../../src/lanes/on-premises/ldaps/bind-refusal.ts';
import { randomPassword } from '../../../src/lanes/on-premises/ldaps/random-password.ts';
import { readAccount } from '../../../src/lanes/on-premises/ldaps/read-account.ts';
import { sidToBytes } from '../../../src/lanes/on-premises/ldaps/sid.ts';

describe('a SID', () => {
  it('is turned into the bytes that AD DS compares', () => {
    expect(sidToBytes('S-1-5-21-1407488765-176392478-1589704208-1103')?.toString('hex')).toBe(
      '010500000000000515000000fd92e4531e89830a10f6c05e4f040000',
    );
    expect(sidToBytes('S-1-1-0')?.toString('hex')).toBe('010100000000000100000000');
  });

  it.each([
    '',
    'S-1-5',
    'S-2-5-21-1',
    'S-1-5-21-4294967296',
    'S-1-281474976710656-1',
    'S-1-5-21-1)(cn=*',
    ` S-1-5-21-1`,
    `S-1-5${'-1'.repeat(16)}`,
  ])('is not %j', (text) => {
    expect(sidToBytes(text)).toBeNull();
  });
});

describe('a refused bind', () => {
  const said = (code: string) =>
    new InvalidCredentialsError(
      `80090308: LdapErr: DSID-0C09041C, comment: AcceptSecurityContext error, data ${code}, v4563`,
    );

  it.each([
    ['52e', 'wrong'],
    ['525', 'wrong'],
    ['532', 'expired'],
    ['701', 'expired'],
    ['773', 'expired'],
    ['533', 'disabled'],
    ['775', 'locked'],
  ])('with %s is %s', (code, reason) => {
    expect(bindRefusalOf(said(code))).toEqual({ reason, code });
  });

  it('is any other no of the directory, but no lost connection', () => {
    expect(bindRefusalOf(new InsufficientAccessError())).toEqual({ reason: 'wrong', code: '50' });
    expect(bindRefusalOf(new Error('Connection closed'))).toBeNull();
  });
});

it('a random password is long, of all classes, never the same and free of the quotation mark that would end it', () => {
  const passwords = Array.from({ length: 500 }, randomPassword);
  expect(new Set(passwords).size).toBe(500);
  for (const password of passwords) expect(password).toMatch(/^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)(?=.*[^\w])[!#-~]{48}$/);
});

it('a reading claims nothing about an account whose bits may not be read', () => {
  const entry = { dn: 'CN=Somebody,DC=corp,DC=example' };
  expect(readAccount({ found: 'active', entry }, 'dc1', { full: true })).toMatchObject({
    disabled: null,
    passwordSetAt: null,
    groups: [],
    attributes: {},
  });
});
