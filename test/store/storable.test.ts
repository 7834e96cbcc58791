import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STEP_STATES } from '../../src/domain/outcome.ts';
import { REQUEST_STATES, type Request } from '../../src/domain/request.ts';
import type { Skip } from '../../src/domain/skip.ts';
import type { TextKey } from '../../src/domain/text-key.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { createRequestStore } from '../../src/store/requests.ts';
import { requiredJson, storableText, toJson } from '../../src/store/storable.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aMembership, aPlan, aPlannedStep, aStepRecord, aTargetUser, someChoices } from '../helpers/given.ts';
import { aNewRequest, tryToStore } from './store-request.ts';

/** Anything a directory or a person can put into a name. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udc00\ud800',
    "'; drop table requests; --",
    '\\u0000',
    '"',
    '${x}',
    '$1',
    'null',
    '\u202eevil',
    '𝒜𝓭𝓮𝓁𝑒',
    'e\u0301',
  ),
);
const anyJson = fc.jsonValue({ stringUnit: 'binary' }).map((value) => value as never);
const anyInstant = fc
  .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('9998-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const anyKey = anyText.map((key) => key as TextKey);
const anyNote = maybe(fc.record({ key: anyKey, values: fc.dictionary(anyText, anyText) }));

const anyRequest: fc.Arbitrary<Request> = fc
  .record({
    state: fc.constantFrom(...REQUEST_STATES),
    version: fc.nat(),
    requesterName: anyText,
    targetUserName: anyText,
    targetUserPrincipalName: anyText,
    planHash: anyText,
    choices: anyText.map((autoReplyText) => someChoices('offboard', { autoReplyText })),
    facts: anyText.map((name) => aTargetUser({ displayName: name, memberships: [aMembership({ name })] })),
    plan: fc
      .tuple(anyNote, fc.dictionary(anyText, anyJson))
      .map(([skip, parameters]) => aPlan({ steps: [aPlannedStep({ skip: skip as Skip | null, parameters })] })),
    dueAt: maybe(anyInstant),
    expiresAt: anyInstant,
    createdAt: anyInstant,
    decision: maybe(
      fc.record({
        verdict: fc.constant('declined' as const),
        by: anyText,
        byName: anyText,
        reason: maybe(anyText),
        at: anyInstant,
      }),
    ),
    lateSince: maybe(anyInstant),
    note: anyNote,
    startedAt: maybe(anyInstant),
    endedAt: maybe(anyInstant),
    wakeAt: maybe(anyInstant),
  })
  .map((changes) => aNewRequest(changes));

const anyStep = fc
  .record({
    state: fc.constantFrom(...STEP_STATES),
    parameters: fc.dictionary(anyText, anyJson),
    attempt: fc.nat(),
    intendedAt: maybe(anyInstant),
    notBefore: maybe(anyInstant),
    snapshot: anyJson,
    evidence: anyJson,
    note: anyNote,
    by: maybe(anyText),
  })
  .map((changes) => aStepRecord({ id: randomUUID(), ...changes }));

/** What must come back: the same value, with only what no database keeps replaced. */
function kept<Value>(value: Value): Value {
  return JSON.parse(requiredJson(value));
}

describe('what can be stored', () => {
  it.each([
    ['Adele Vance', 'Adele Vance'],
    ['a\u0000b', 'a\uFFFDb'],
    ['\ud800x', '\uFFFDx'],
    ['😀', '😀'],
    ['\\u0000', '\\u0000'],
  ])('of the text %j is %j', (given, expected) => {
    expect(storableText(given)).toBe(expected);
  });

  it('of JSON is everything, keys included, with only NUL and broken surrogates replaced', () => {
    expect(requiredJson({ 'a\u0000': ['b\u0000', { '\udc00': 1, __proto__: null }] })).toBe('{"a�":["b�",{"�":1}]}');
    expect(requiredJson(JSON.parse('{"__proto__":{"x":"\\u0000"}}'))).toBe('{"__proto__":{"x":"�"}}');
    expect(requiredJson(null)).toBe('null');
  });

  it('of no value is the database’s own null', () => {
    expect(toJson(null)).toBeNull();
    expect(toJson(false)).toBe('false');
  });
});

describeOnEachDatabase('rows', (given) => {
  it('give back any request as it was stored', async () => {
    const property = fc.asyncProperty(anyRequest, async (request) => {
      const stored = await tryToStore(given.database(), request);
      const read = await createRequestStore(given.database()).read(request.id);
      expect(read).toEqual(stored);
      expect(read).toEqual(kept({ ...request, reference: read?.reference }));
    });
    await fc.assert(property, { numRuns: 150 });
  });

  it('give back any change of a request as it was made', async () => {
    const property = fc.asyncProperty(anyRequest, async (request) => {
      const { id } = request;
      await tryToStore(given.database(), { ...aNewRequest(), id });
      const {
        choices,
        facts,
        plan,
        planHash,
        dueAt,
        expiresAt,
        decision,
        lateSince,
        note,
        startedAt,
        endedAt,
        wakeAt,
        state,
      } = request;
      const change = {
        choices,
        facts,
        plan,
        planHash,
        dueAt,
        expiresAt,
        decision,
        lateSince,
        note,
        startedAt,
        endedAt,
        wakeAt,
        state,
      };
      const changed = await createRequestStore(given.database()).change(id, { from: ['pending'] }, change);
      expect(changed).toMatchObject(kept(change));
    });
    await fc.assert(property, { numRuns: 100 });
  });

  it('give back any step as it was stored, and as it was moved', async () => {
    const property = fc.asyncProperty(anyStep, async (step) => {
      const request = aNewRequest();
      const record = { ...step, requestId: request.id };
      await tryToStore(given.database(), request, [record]);
      const ledger = createLedger(given.database());
      expect(await ledger.read(request.id)).toEqual([kept(record)]);
      const { parameters, intendedAt, notBefore, snapshot, evidence, note, by } = record;
      const change = { parameters, intendedAt, notBefore, snapshot, evidence, note, by };
      expect(await ledger.move(step.id, [step.state], step.state, change)).toEqual(kept(record));
    });
    await fc.assert(property, { numRuns: 150 });
  });
});
