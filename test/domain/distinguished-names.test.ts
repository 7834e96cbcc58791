import { expect, it } from 'vitest';
import { parentOf, placeNameOf, rdnOf } from '../../src/domain/ad-domain.ts';

it.each([
  ['CN=Adele Vance,OU=Staff,DC=corp', 'CN=Adele Vance', 'OU=Staff,DC=corp'],
  ['CN=Vance\\, Adele,OU=Staff,DC=corp', 'CN=Vance\\, Adele', 'OU=Staff,DC=corp'],
  ['CN=ends with a backslash\\\\,OU=Staff,DC=corp', 'CN=ends with a backslash\\\\', 'OU=Staff,DC=corp'],
  ['CN=two\\\\\\,OU=not one,OU=Staff', 'CN=two\\\\\\,OU=not one', 'OU=Staff'],
  ['CN=alone', 'CN=alone', ''],
  ['', '', ''],
])('%s is %s in %s', (name, own, parent) => {
  expect([rdnOf(name), parentOf(name)]).toEqual([own, parent]);
});

it.each([
  ['OU=Leavers,OU=NL,DC=corp,DC=contoso,DC=com', 'corp.contoso.com/NL/Leavers'],
  ['OU=Sales\\, Retail, dc=corp', 'corp/Sales, Retail'],
  ['CN=Users,DC=corp', 'corp/Users'],
  [',', ''],
  ['', ''],
])('%s is called %s to people', (name, shown) => {
  expect(placeNameOf(name)).toBe(shown);
});
