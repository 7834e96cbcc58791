import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ON_PREMISES_KINDS } from '../../src/domain/ad-account.ts';
import type { AdDomain } from '../../src/domain/ad-domain.ts';
import { planStep } from '../../src/domain/plan-step.ts';
import { readRunbookResult } from '../../src/domain/read-runbook-result.ts';
import { runbookOf } from '../../src/domain/runbook.ts';
import { type RunbookOrder, runbookScript } from '../../src/domain/runbook-script.ts';
import type { PlannedStep, StepKind } from '../../src/domain/step.ts';
import { aRequest, aSyncedTargetUser, aTargetUser, IDS, ON_PREMISES } from '../helpers/given.ts';

const request = aRequest({ facts: aSyncedTargetUser() });
const disable: readonly StepKind[] = ['reset-password', 'disable-account'];

const ORDER: RunbookOrder = {
  leaver: 1,
  reference: 'L-1042',
  requestId: IDS.request,
  actions: disable,
  securityIdentifier: ON_PREMISES.securityIdentifier,
  anchor: ON_PREMISES.immutableId,
  distinguishedName: ON_PREMISES.distinguishedName,
  places: [ON_PREMISES.distinguishedName],
  userPrincipalName: 'adele@contoso.example',
  samAccountName: ON_PREMISES.samAccountName,
  domainName: ON_PREMISES.domainName,
  inScopeOus: [],
  ou: null,
  formerPlace: null,
  groups: [],
  hidden: null,
  attributes: {},
};

const LEAVERS = 'OU=Leavers,DC=corp,DC=contoso,DC=example';
const AD_DOMAIN: AdDomain = {
  name: ON_PREMISES.domainName,
  way: 'runbook',
  signIn: 'password-hash',
  sync: { client: 'connect', site: 'same', cycleMinutes: 30, onDemand: null },
  inScopeOus: [],
  leaversOu: LEAVERS,
};

/** The script in front of the literal, the literal, and what follows. */
function partsOf(script: string): { before: string; literal: string; after: string } {
  const match = /^([\s\S]*?FromBase64String\(')([A-Za-z0-9+/=]*)('\)[\s\S]*)$/.exec(script);
  if (match === null) throw new Error('no literal in the script');
  return { before: match[1] ?? '', literal: match[2] ?? '', after: match[3] ?? '' };
}

const orderIn = (script: string) => JSON.parse(Buffer.from(partsOf(script).literal, 'base64').toString('utf8'));

const HOSTILE = [
  "O'Brien",
  'O’Brien ‘x‚ ‛y',
  "'); Remove-ADUser -Identity *; ('",
  '$(Invoke-Expression calc)',
  '`"“”„',
  '#> Get-ADUser <#',
  "'@\n@'",
  '– — ―',
  '\u0000\u0085\u2028\u2029',
  '💥 سلام',
];

describe('the script of the runbook', () => {
  it('carries the order as it was given', () => {
    expect(orderIn(runbookScript(ORDER))).toEqual(ORDER);
  });

  it.each(HOSTILE)('is the same outside its literal for %j', (hostile) => {
    const plain = partsOf(runbookScript(ORDER));
    const script = runbookScript({
      ...ORDER,
      distinguishedName: hostile,
      userPrincipalName: hostile,
      reference: hostile,
    });
    expect(partsOf(script)).toMatchObject({ before: plain.before, after: plain.after });
    expect(orderIn(script).distinguishedName).toBe(hostile);
  });

  it('has one literal that says exactly what was given, and is the same outside it for the same actions', () => {
    const word = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE, '__proto__', '\uD83D'));
    const action = fc.oneof(fc.constantFrom(...ON_PREMISES_KINDS), word);
    fc.assert(
      fc.property(word, word, word, word, fc.array(action), (one, two, three, four, actions) => {
        const order: RunbookOrder = {
          ...ORDER,
          actions,
          samAccountName: one,
          distinguishedName: two,
          places: [two, one],
          inScopeOus: [three],
          ou: one,
          formerPlace: two,
          groups: [one, two, three],
          attributes: { [one]: [two], __proto: [three] },
          domainName: three,
          securityIdentifier: four,
          anchor: one,
        };
        const script = runbookScript(order);
        const plain = partsOf(runbookScript({ ...ORDER, actions }));
        expect(script.slice(0, plain.before.length)).toBe(plain.before);
        expect(script.slice(-plain.after.length)).toBe(plain.after);
        const literal = script.slice(plain.before.length, script.length - plain.after.length);
        expect(literal).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
        expect(Buffer.from(literal, 'base64').toString('utf8')).toBe(JSON.stringify(order));
        expect(script.split(/FromBase64String\('/)).toHaveLength(2);
      }),
      { numRuns: 1_000 },
    );
  });

  const { before, after } = partsOf(runbookScript({ ...ORDER, actions: ON_PREMISES_KINDS }));
  const script = before + after;

  it('uses no retired module and evaluates no text', () => {
    expect(script).not.toMatch(/Msol|AzureAD|Invoke-Expression|\biex\b|@'|@"/i);
    expect(script).not.toContain('"');
  });

  it('is plain ASCII, since PowerShell 5.1 reads a file without a mark in the code page of its host', () => {
    expect(/^[\n\x20-\x7e]*$/.test(script)).toBe(true);
    expect(script).not.toContain('`');
  });

  it('compares anchor, DN and UPN before the first write', () => {
    const main = after.slice(after.indexOf('$account = Find-Account'));
    expect(main.indexOf('Assert-Identity $account')).toBeGreaterThan(0);
    expect(main.indexOf('Assert-Identity $account')).toBeLessThan(main.indexOf('foreach ($action'));
    const writes = [
      ...after.matchAll(
        /((?:Set|Disable|Enable|Remove|Restore|Move|Add|New|Rename|Clear|Unlock)-AD\w+) -Identity (\S+)/g,
      ),
    ];
    expect(writes.map(([, , identity]) => identity)).toEqual(writes.map(() => '$id'));
    expect(writes).toHaveLength(12);
    expect([...after.matchAll(/\b(?:Set|Disable|Enable|Remove|Restore|Move|Add|New)-AD/g)]).toHaveLength(12);
  });

  it('stops at an account that AdminSDHolder protects, before the first write and before its file', () => {
    const main = after.slice(after.indexOf('$account = Find-Account'));
    expect(after).toMatch(/adminCount -eq 1\) \{\s+throw 'The account is protected/);
    expect(main.indexOf('Assert-Identity $account')).toBeLessThan(main.indexOf('Save-Before $account'));
    expect(main.indexOf('Save-Before $account')).toBeLessThan(main.indexOf('foreach ($action'));
  });

  it.each(ON_PREMISES_KINDS)('has one branch for %s', (kind) => {
    expect(script.split(`\n      '${kind}' {`)).toHaveLength(2);
    const alone = runbookScript({ ...ORDER, actions: [kind] });
    const [, called = ''] = new RegExp(`'${kind}' \\{ ([A-Z][a-z]+-[A-Z][a-z]+)`).exec(alone) ?? [];
    expect(alone.split(`function ${called}`)).toHaveLength(2);
  });

  it('takes its one parameter before anything else, and starts a sync only when that is asked', () => {
    const statements = before.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(statements[0]).toBe('param([switch]$StartSync)');
    expect(after.split('Start-ADSyncSyncCycle')).toHaveLength(2);
    expect(after).toMatch(/if \(\$StartSync [^\n]*\{\n\s+Start-ADSyncSyncCycle -PolicyType Delta/);
  });

  it('refuses a place out of scope before it moves anybody', () => {
    const move = after.slice(after.indexOf('function Move-Account'));
    expect(move.indexOf('out of scope of directory sync')).toBeLessThan(move.indexOf('Move-ADObject'));
    expect(after.split('Move-ADObject')).toHaveLength(2);
  });

  it('replaces the password twice with one that is made on the host', () => {
    expect(after).toMatch(/1\.\.2 \| ForEach-Object \{ Set-ADAccountPassword .* -NewPassword \(New-Secret\) \}/);
  });

  it('closes every bracket and quote it opens', () => {
    const code = script.replace(/^#.*$/gm, '').replace(/'[^']*'/g, 'text');
    expect(code).not.toContain("'");
    for (const [open, close] of ['()', '{}', '[]']) {
      expect(code.split(open ?? '').length).toBe(code.split(close ?? '').length);
    }
  });
});

describe('the runbook', () => {
  it('puts its actions in the order of the plan, shows whom it is about, and its digest', () => {
    const runbook = runbookOf({ request, actions: [...disable].reverse() });
    expect(runbook).toMatchObject({
      actions: disable,
      domainName: 'corp.contoso.example',
      samAccountName: 'adele.vance',
      distinguishedName: ON_PREMISES.distinguishedName,
      securityIdentifier: ON_PREMISES.securityIdentifier,
    });
    expect(runbook?.digest).toBe(
      createHash('sha256')
        .update(runbook?.script ?? '')
        .digest('hex'),
    );
    expect(orderIn(runbook?.script ?? '')).toEqual(ORDER);
  });

  const withSteps = (steps: readonly Pick<PlannedStep, 'kind' | 'parameters'>[], domain: Partial<AdDomain> = {}) =>
    aRequest({
      facts: aSyncedTargetUser({ adDomain: { ...AD_DOMAIN, ...domain } }),
      plan: { ...request.plan, steps: steps.map((step) => planStep(step.kind, step)) },
    });
  const orderFor = (asked: ReturnType<typeof withSteps>, actions: readonly StepKind[]) =>
    orderIn(runbookOf({ request: asked, actions })?.script ?? '') as RunbookOrder;

  it('knows where to, what is in scope, and where the account is after the move', () => {
    const asked = withSteps([{ kind: 'move-to-ou', parameters: { ou: LEAVERS } }], {
      inScopeOus: ['OU=Staff, DC=corp,DC=contoso,DC=example', LEAVERS],
    });
    expect(orderFor(asked, ['move-to-ou'])).toMatchObject({
      ou: LEAVERS,
      inScopeOus: ['ou=staff,dc=corp,dc=contoso,dc=example', LEAVERS.toLowerCase()],
      places: [ON_PREMISES.distinguishedName, `CN=Adele Vance,${LEAVERS}`],
    });
    // Another action of the same request may come after its move.
    expect(orderFor(asked, ['leave-ad-groups'])).toMatchObject({
      ou: null,
      places: [ON_PREMISES.distinguishedName, `CN=Adele Vance,${LEAVERS}`],
    });
  });

  it('gives back what the snapshot says, and nothing that was not taken', () => {
    const snapshot = {
      distinguishedName: 'CN=Adele Vance,OU=Board,DC=corp,DC=contoso,DC=example',
      groups: ['CN=Board,DC=corp', 7, 'CN=All,DC=corp'],
      hidden: false,
      attributes: { mail: ['adele@contoso.example'], proxyAddresses: ['SMTP:adele@contoso.example'], odd: 'text' },
    };
    const kinds = ['restore-account', 'return-to-ou', 'rejoin-ad-groups', 'show-in-address-lists'] as const;
    const asked = withSteps(kinds.map((kind) => ({ kind, parameters: { stepId: IDS.request, snapshot } })));
    expect(orderFor(asked, kinds)).toMatchObject({
      formerPlace: snapshot.distinguishedName,
      groups: ['CN=Board,DC=corp', 'CN=All,DC=corp'],
      hidden: false,
      attributes: { mail: ['adele@contoso.example'], proxyAddresses: ['SMTP:adele@contoso.example'], odd: [] },
      places: [ON_PREMISES.distinguishedName, `CN=Adele Vance,${LEAVERS}`, snapshot.distinguishedName],
    });
    expect(orderFor(asked, ['enable-account'])).toMatchObject({
      formerPlace: null,
      groups: [],
      hidden: null,
      attributes: {},
    });
  });

  it('is none without work, or without an account in AD', () => {
    expect(runbookOf({ request, actions: [] })).toBeNull();
    expect(runbookOf({ request: aRequest({ facts: aTargetUser() }), actions: disable })).toBeNull();
  });

  it('knows the name that a deleted account had', () => {
    const mangled = `${IDS.targetUser.replaceAll('-', '')}adele@contoso.example`;
    const runbook = runbookOf({
      request: { ...request, targetUserPrincipalName: mangled },
      actions: ['restore-account'],
    });
    expect(orderIn(runbook?.script ?? '').userPrincipalName).toBe('adele@contoso.example');
  });
});

describe('a pasted result', () => {
  const expected = { reference: 'L-1042', securityIdentifier: ON_PREMISES.securityIdentifier, actions: disable };
  const result = {
    leaver: 1,
    reference: 'L-1042',
    sid: ON_PREMISES.securityIdentifier,
    actions: [
      { kind: 'reset-password', done: true, at: '2026-03-09T10:04:00Z' },
      { kind: 'disable-account', done: true, at: '2026-03-09T10:05:00Z' },
    ],
    accountDisabled: true,
    server: 'dc1.corp.contoso.example',
  };
  const line = JSON.stringify(result);
  const READ = {
    status: 'ok',
    at: '2026-03-09T10:05:00.000Z',
    accountDisabled: true,
    before: null,
    sync: null,
    actions: [
      { kind: 'reset-password', done: true, at: '2026-03-09T10:04:00.000Z' },
      { kind: 'disable-account', done: true, at: '2026-03-09T10:05:00.000Z' },
    ],
  };

  it.each([
    ['alone', line],
    ['with white space around it', `\r\n  ${line} \r\n`],
    ['after other lines of the console', `PS C:\\> .\\runbook.ps1\nWARNING: {x}\n${line}\nPS C:\\>`],
    ['wrapped by the console', `PS C:\\>\n${line.replace(/(.{80})/g, '$1\n')}\n`],
    ['after an older one', `${JSON.stringify({ ...result, accountDisabled: false, actions: [] })}\n${line}`],
    ['with the SID in small letters', line.replace('S-1-5', 's-1-5')],
  ])('is read %s', (_, pasted) => {
    expect(readRunbookResult(pasted, expected)).toEqual(READ);
  });

  const BEFORE = {
    distinguishedName: ON_PREMISES.distinguishedName,
    groups: ['CN=GG-Finance,OU=Groups,DC=corp,DC=contoso,DC=example'],
    hidden: null,
  };
  const SYNC = { stagingMode: false, schedulerEnabled: true, nextCycleUtc: '2026-03-09T10:10:00Z' };

  it('says what the account was before, and what the sync server says', () => {
    const pasted = JSON.stringify({ ...result, before: BEFORE, sync: SYNC });
    expect(readRunbookResult(pasted, expected)).toEqual({
      ...READ,
      before: BEFORE,
      sync: { ...SYNC, nextCycleUtc: '2026-03-09T10:10:00.000Z' },
    });
  });

  it.each<[string, object]>([
    ['a text for the state before', { before: 'CN=Adele' }],
    ['a name that is none', { before: { ...BEFORE, distinguishedName: 'Adele Vance' } }],
    ['a name with a line break', { before: { ...BEFORE, distinguishedName: 'CN=A\nB,DC=corp' } }],
    ['a name longer than any', { before: { ...BEFORE, distinguishedName: `CN=${'a'.repeat(2_100)},DC=corp` } }],
    ['groups that are none', { before: { ...BEFORE, groups: ['CN=A,DC=corp', 7] } }],
    ['one group that is no list', { before: { ...BEFORE, groups: 'CN=A,DC=corp' } }],
    ['more groups than a person can be in', { before: { ...BEFORE, groups: Array(1_101).fill('CN=A,DC=b') } }],
    ['a hide that is neither yes nor no', { before: { ...BEFORE, hidden: 'TRUE' } }],
    ['a scheduler that is neither on nor off', { sync: { ...SYNC, schedulerEnabled: 1 } }],
    ['a next cycle at no instant', { sync: { ...SYNC, nextCycleUtc: 'soon' } }],
  ])('is refused with %s', (_, wrong) => {
    const read = readRunbookResult(JSON.stringify({ ...result, ...wrong }), expected);
    expect(read).toMatchObject({ status: 'refused', reason: { key: 'runbook.result.incomplete' } });
  });

  it('says what was not done, and what it does not mention', () => {
    const actions = [{ kind: 'disable-account', done: true, at: '2026-03-09T10:05:00Z' }];
    const read = readRunbookResult(JSON.stringify({ ...result, actions }), expected);
    expect(read).toMatchObject({
      status: 'ok',
      actions: [
        { kind: 'reset-password', done: false, at: null },
        { kind: 'disable-account', done: true },
      ],
    });
  });

  const changed = (changes: Record<string, unknown>) => JSON.stringify({ ...result, ...changes });
  const failed = result.actions.map((action) => ({ ...action, done: false }));
  it.each([
    ['runbook.result.not-found', ''],
    ['runbook.result.not-found', 'Done!'],
    ['runbook.result.not-found', '{"leaver":1'],
    [
      'runbook.result.ad-protected',
      'runbook.ps1: The account is protected in Active Directory (adminCount is 1): only',
    ],
    [
      'runbook.result.ad-protected',
      'Line |\n  72 |  … protected in Active Directory (adminCount\n     | is 1): only a domain',
    ],
    ['runbook.result.not-found', changed({ leaver: 2 })],
    ['runbook.result.not-found', `${' '.repeat(40_000)}${line}`],
    ['runbook.result.other-request', changed({ reference: 'L-1043' })],
    ['runbook.result.other-account', changed({ sid: 'S-1-5-21-1-2-3-500' })],
    ['runbook.result.incomplete', changed({ accountDisabled: 'yes' })],
    ['runbook.result.incomplete', changed({ actions: null })],
    ['runbook.result.nothing-done', changed({ actions: failed })],
    ['runbook.result.nothing-done', changed({ actions: [{ kind: 'disable-account', done: true, at: 'yesterday' }] })],
    ['runbook.result.contradicts', changed({ accountDisabled: false })],
  ])('is refused: %s', (key, pasted) => {
    const read = readRunbookResult(pasted, expected);
    expect(read.status === 'refused' ? read.reason.key : read.status).toBe(key);
  });

  it('is refused when the account should be enabled and is not', () => {
    const actions = [{ kind: 'enable-account', done: true, at: '2026-03-09T10:05:00Z' }];
    const read = readRunbookResult(changed({ actions }), { ...expected, actions: ['enable-account'] });
    expect(read).toMatchObject({ status: 'refused', reason: { key: 'runbook.result.contradicts' } });
  });

  it('never makes the reader throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => `{"leaver":1,"x":${json}}`),
        ),
        (pasted) => {
          expect(['ok', 'refused']).toContain(readRunbookResult(pasted, expected).status);
        },
      ),
    );
  });
});
