import { describe, expect, it } from 'vitest';
import { refusalOf, retryAfterOf } from '../../../src/lanes/cloud/graph-answer.ts';
import { type Meaning, meaningOf } from '../../../src/lanes/cloud/graph-errors.ts';
import { graphError } from '../../helpers/stand-in-graph.ts';

const SYNCED =
  'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.';

describe('what a refusal means', () => {
  it.each<[Meaning, number, string, string]>([
    ['synced', 400, 'Request_BadRequest', SYNCED],
    [
      'exchange-only',
      400,
      'Request_BadRequest',
      'Cannot Update a mail-enabled security groups and or distribution list.',
    ],
    [
      'last-owner',
      400,
      'Request_BadRequest',
      'The group must have at least one owner, hence this owner cannot be removed.',
    ],
    [
      'already-removed',
      400,
      'Request_BadRequest',
      "One or more removed object references do not exist for the following modified properties: 'members'.",
    ],
    [
      'already-added',
      400,
      'Request_BadRequest',
      "One or more added object references already exist for the following modified properties: 'members'.",
    ],
    [
      'licence-inherited',
      400,
      'Request_BadRequest',
      'User license is inherited from a group membership and it cannot be removed directly from the user.',
    ],
    [
      'no-usage-location',
      400,
      'Request_BadRequest',
      'License assignment cannot be done for user with invalid usage location.',
    ],
    ['forbidden', 403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
    ['not-found', 404, 'Request_ResourceNotFound', "Resource 'x' does not exist"],
    ['no-mailbox', 404, 'MailboxNotEnabledForRESTAPI', 'The mailbox is either inactive, soft-deleted, or on-premise.'],
    ['no-drive', 404, 'ResourceNotFound', "User's mysite not found."],
    [
      'no-premium-licence',
      400,
      'AadPremiumLicenseRequired',
      'The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.',
    ],
    ['other', 400, 'Request_BadRequest', 'Something that Microsoft says from tomorrow on.'],
    ['other', 400, 'Request_BadRequest', ''],
    ['other', 302, '', ''],
  ])('is %s for %i %s', (meaning, status, code, message) => {
    expect(meaningOf(refusalOf(status, graphError(code, message)))).toBe(meaning);
  });

  it('finds a code wherever it is nested', () => {
    const refused = refusalOf(404, graphError('itemNotFound', '', 'ResourceNotFound'));
    expect(refused.codes).toEqual(['itemNotFound', 'ResourceNotFound']);
    expect(meaningOf(refused)).toBe('no-drive');
  });

  it.each([null, undefined, '<html>', [], { error: 'x' }])('survives the body %j', (body) => {
    expect(refusalOf(400, body)).toEqual({ outcome: 'refused', status: 400, codes: [], message: '' });
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');

  it.each([
    ['7', 7],
    ['Sat, 21 Nov 2026 12:00:30 GMT', 30],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
    ['1e15', 86_400],
    ['Sat, 21 Nov 2099 12:00:00 GMT', 86_400],
    ['-5', 0],
    ['1e400', null],
    ['soon', null],
    ['', null],
    [null, null],
  ])('%j is %j seconds', (header, seconds) => {
    expect(retryAfterOf(header, now)).toBe(seconds);
  });
});
