import { describe, expect, it } from 'vitest';
import { type CheckedExchange, graphContract } from '../helpers/openapi.ts';

const ID = '0d1f7f4e-2c4c-4d0b-9a4f-d7a1c11ab001';
const good: CheckedExchange = {
  method: 'GET',
  url: `/users/${ID}?$select=id,accountEnabled`,
  requestHeaders: { 'client-request-id': ID },
  requestBody: undefined,
  status: 200,
  responseBody: { '@odata.context': 'x', id: ID, accountEnabled: true },
};

describe('the check against the description of Graph', () => {
  const problems = (change: Partial<CheckedExchange>) => graphContract.problems({ ...good, ...change });

  it('passes what fits', () => {
    expect(problems({})).toEqual([]);
    expect(
      problems({
        method: 'PATCH',
        url: `/users/${ID}`,
        requestBody: { accountEnabled: false },
        status: 204,
        responseBody: undefined,
      }),
    ).toEqual([]);
  });

  it.each<[string, Partial<CheckedExchange>]>([
    ['an unknown path', { url: `/users/${ID}/shoes` }],
    ['an unknown query parameter', { url: `/users/${ID}?$shoes=1` }],
    ['a select of something people do not have', { url: `/users/${ID}?$select=id,shoeSize` }],
    ['a request id that is no GUID', { requestHeaders: { 'client-request-id': 'step-7' } }],
    ['a wrong type in the answer', { responseBody: { id: ID, accountEnabled: 'yes' } }],
    ['an unknown property in the answer', { responseBody: { id: ID, shoeSize: 42 } }],
    ['a null that may not be', { responseBody: { id: null } }],
    ['a wrong nested value', { responseBody: { assignedLicenses: [{ skuId: 'no-guid' }] } }],
    ['a status that is not described', { status: 206 }],
    ['a body where there is none', { method: 'DELETE', url: `/users/${ID}`, status: 204 }],
    ['a missing request body', { method: 'PATCH', url: `/users/${ID}`, status: 204, responseBody: undefined }],
    [
      'an unknown property in the request',
      { method: 'PATCH', url: `/users/${ID}`, requestBody: { shoeSize: 42 }, status: 204, responseBody: undefined },
    ],
    ['a request body where none belongs', { requestBody: { a: 1 } }],
    ['an error that is none of OData', { status: 404, responseBody: { message: 'gone' } }],
    [
      'a group that says it is a person',
      { url: `/users/${ID}/manager`, responseBody: { '@odata.type': '#microsoft.graph.user', groupTypes: [] } },
    ],
    ['a page size that is no number', { url: '/users?$top=many', responseBody: { value: [] } }],
  ])('catches %s', (_, change) => {
    expect(problems(change)).toHaveLength(1);
  });
});
