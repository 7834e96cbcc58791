import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createChainCheck } from '../../src/domain/check-chain.ts';
import { text } from '../../src/domain/text.ts';
import { createAuditTrail } from '../../src/store/audit.ts';
import { createDecisionLog } from '../../src/store/decisions.ts';
import { forgetPerson } from '../../src/store/forget-person.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { readChain } from '../../src/store/read-audit.ts';
import { createRequestStore } from '../../src/store/requests.ts';
import { createStops } from '../../src/store/stops.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { NOW } from '../helpers/given.ts';
import { checkChain, headOf, personOf, readEntries } from './read-chain.ts';
import { storeRequest } from './store-request.ts';

describeOnEachDatabase('the audit', (given) => {
  const database = () => given.database();
  const entriesOf = async (requestId: string) =>
    (await readEntries(database())).filter((entry) => entry.requestId === requestId);

  it('tells who asked, who decided and what came of it, without a name in the chain', async () => {
    const requesterId = randomUUID();
    const request = await database().as(requesterId, () => storeRequest(database(), { requesterId }, [{}]));
    const approver = randomUUID();
    const decision = { verdict: 'approved', by: approver, byName: 'Nestor Wilke', reason: null, at: NOW } as const;
    await database().run(async (transaction) => {
      await createRequestStore(database()).change(
        request.id,
        { from: ['pending'] },
        { state: 'approved', decision, wakeAt: NOW },
        transaction,
      );
      await createDecisionLog(database()).add(request.id, 1, decision, transaction);
    });
    const ledger = createLedger(database());
    const [step] = await ledger.read(request.id);
    await ledger.move(step?.id ?? '', ['planned'], 'running', { newAttempt: true, intendedAt: NOW });
    await ledger.move(step?.id ?? '', ['running'], 'accepted', { acceptedAt: NOW, evidence: { requestId: 'graph-1' } });
    const entries = await entriesOf(request.id);
    expect(entries.map(({ kind, code }) => [kind, code])).toEqual([
      ['requested', request.choices.kind],
      ['request-approved', null],
      ['decided', 'approved'],
      ['step-running', null],
      ['step-accepted', null],
    ]);
    expect(entries.map((entry) => personOf(entry, entry.actor))).toEqual([
      request.requesterId,
      approver,
      approver,
      null,
      null,
    ]);
    expect(entries.map((entry) => personOf(entry, entry.subject))).toEqual(entries.map(() => request.targetUserId));
    expect(entries.at(-1)).toMatchObject({ planHash: request.planHash, step: step?.kind });
    expect(entries.slice(3).map(({ graphRequestIds }) => graphRequestIds)).toEqual([[step?.id], [step?.id, 'graph-1']]);
    const chain = JSON.stringify(entries.map(({ kept: _kept, ...chained }) => chained));
    for (const said of ['Nestor', request.targetUserName, request.requesterId, request.targetUserId])
      expect(chain).not.toContain(said);
    expect(JSON.stringify(entries)).toContain('Nestor Wilke');
    expect((await checkChain(database())).faults).toEqual([]);
  });

  it('names no call of Graph for what was refused before anything was sent, though what was known of it stays', async () => {
    const request = await storeRequest(database(), {}, [{}]);
    const ledger = createLedger(database());
    const id = (await ledger.read(request.id))[0]?.id ?? '';
    const evidence = { requestId: 'graph-1' };
    await ledger.move(id, ['planned'], 'running', { newAttempt: true, intendedAt: NOW });
    await ledger.move(id, ['running'], 'accepted', { acceptedAt: NOW, evidence });
    await ledger.move(id, ['accepted'], 'overwritten', {});
    // As a retry writes it, and then a refusal of its look.
    await ledger.move(id, ['overwritten'], 'planned', { evidence, acceptedAt: null, verifiedAt: null });
    await ledger.move(id, ['planned'], 'failed', { evidence: { ...evidence, failedAt: NOW } });
    const steps = (await entriesOf(request.id)).filter(({ kind }) => kind.startsWith('step-'));
    expect(steps.map(({ kind, graphRequestIds }) => [kind, graphRequestIds])).toEqual([
      ['step-running', [id]],
      ['step-accepted', [id, 'graph-1']],
      ['step-overwritten', []],
      ['step-planned', []],
      ['step-failed', []],
    ]);
  });

  it('tells what was stopped and who let it go on, and nothing twice', async () => {
    const stops = createStops(database());
    const [paused, resumed] = [randomUUID(), randomUUID()];
    const scope = { kind: 'everything', key: '', name: '' } as const;
    const why = text('brakes.why.everything', { by: 'Lidia Holloway' });
    const before = await headOf(database());
    const stop = () =>
      database().run((transaction) =>
        stops.add({ scope, why, since: NOW, by: paused, trippedBy: null, parties: [] }, transaction),
      );
    const { reference, parties } = await stop();
    await stop();
    for (let each = 0; each < 2; each += 1)
      await database().run((transaction) => stops.resume({ reference, parties }, resumed, NOW, transaction));
    const added = (await readEntries(database())).filter(({ number }) => number > before.number);
    expect(added.map((entry) => [entry.kind, entry.code, personOf(entry, entry.actor)])).toEqual([
      ['stopped', `${reference} everything brakes.why.everything`, paused],
      ['resumed', reference, resumed],
    ]);
    expect(JSON.stringify(added)).not.toContain('Lidia');
  });

  it('has no entry for a change that was rolled back, for one that lost, and for the hour of the next look', async () => {
    const request = await storeRequest(database(), {}, [{}]);
    const requests = createRequestStore(database());
    const before = await headOf(database());
    await database()
      .run(async (transaction) => {
        await requests.change(request.id, { from: ['pending'] }, { state: 'withdrawn' }, transaction);
        throw new Error('the power went');
      })
      .catch(() => {});
    await requests.change(request.id, { from: ['running'] }, { state: 'done' });
    await requests.change(request.id, { from: ['pending'] }, { wakeAt: NOW });
    const ledger = createLedger(database());
    const [step] = await ledger.read(request.id);
    await ledger.move(step?.id ?? '', ['planned'], 'planned', { notBefore: NOW });
    await ledger.move(step?.id ?? '', ['planned'], 'planned', { quiet: true, evidence: { seen: 1 } });
    expect(await headOf(database())).toEqual(before);
  });

  it('is not passed by: what cannot be written there is not done', async () => {
    const request = await storeRequest(database());
    await database()
      .run(async (transaction) => {
        await createRequestStore(database()).change(
          request.id,
          { from: ['pending'] },
          { state: 'withdrawn' },
          transaction,
        );
        database().record(transaction, { kind: 'refused', version: 1.5 });
      })
      .catch(() => {});
    expect((await createRequestStore(database()).read(request.id))?.state).toBe('pending');
  });

  it('names who acts at everything they bring about, and Leaver at the rest', async () => {
    const audit = createAuditTrail(database());
    const [outer, inner] = [randomUUID(), randomUUID()];
    await audit.as(outer, async () => {
      await audit.add({ kind: 'refused', code: 'one' });
      await audit.as(null, () => audit.add({ kind: 'refused', code: 'two' }));
      await audit.add({ kind: 'refused', code: 'three', actorId: inner });
      await audit.add({ kind: 'refused', code: 'four', actorId: null });
    });
    await audit.add({ kind: 'refused', code: 'five' });
    const last = (await readEntries(database())).slice(-5);
    expect(last.map((entry) => personOf(entry, entry.actor))).toEqual([outer, null, inner, null, null]);
  });

  it('stays one chain when many write at once, from two processes', async () => {
    const audits = [createAuditTrail(database()), createAuditTrail(await given.second())];
    const before = await headOf(database());
    const people = [randomUUID(), randomUUID(), randomUUID()];
    await Promise.all(
      Array.from({ length: 60 }, (_, each) =>
        audits[each % 2]?.add({
          kind: 'refused',
          actorId: people[each % 3] ?? null,
          targetUserId: people[(each + 1) % 3] ?? null,
        }),
      ),
    );
    const after = await checkChain(database(), [before]);
    expect(after.faults).toEqual([]);
    expect(after.head.number).toBe(before.number + 60);
  });

  it.each([
    ['update', sql`update audit set code = 'approved'`],
    ['delete', sql`delete from audit`],
    ['truncate', sql`truncate audit`],
    ['update of people', sql`update audit_people set person_id = 'somebody else'`],
    ['update of texts', sql`update audit_texts set text = '{}'`],
    ['truncate of texts', sql`truncate audit_texts`],
    ['truncate of people', sql`truncate audit_people`],
  ])('refuses an %s', async (_what, statement) => {
    const before = await headOf(database());
    await expect(statement.execute(database().kysely)).rejects.toThrow('only ever added to');
    expect(await headOf(database())).toEqual(before);
    expect((await checkChain(database(), [before])).faults).toEqual([]);
  });

  it('shows every change that an owner makes behind the guard', async () => {
    await storeRequest(database());
    await storeRequest(database());
    const head = await headOf(database());
    const before = await readEntries(database());
    const at = before.length;
    const changes = {
      'a code': [sql`update audit set code = 'nothing' where number = ${at}`, 'changed'],
      'an instant, by a microsecond': [
        sql`update audit set at = at + interval '1 microsecond' where number = ${at}`,
        'changed',
      ],
      'an entry taken out': [sql`delete from audit where number = ${at - 1}`, 'missing'],
      'the end cut off': [sql`delete from audit where number >= ${at}`, 'cut-off'],
      'everything cut off': [sql`delete from audit`, 'cut-off'],
      'a text': [sql`update audit_texts set text = '{"name":"Mallory"}' where number = ${at}`, 'text-changed'],
      'a text taken away': [sql`delete from audit_texts where number = ${at}`, 'text-missing'],
      'a person': [sql`update audit_people set person_id = person_id || 'x'`, 'person-changed'],
      'a person taken away': [sql`delete from audit_people`, 'person-missing'],
    } as const;
    for (const [what, [statement, fault]] of Object.entries(changes)) {
      const found = await tamper(statement, head);
      expect([what, found.map((each) => each.fault)]).toEqual([what, expect.arrayContaining([fault])]);
    }
    expect((await checkChain(database(), [head])).faults).toEqual([]);
  });

  it('forgets a person and still verifies', async () => {
    const known = await storeRequest(database(), { requesterId: randomUUID(), requesterName: 'Alice Before' });
    const other = await storeRequest(database(), { requesterId: known.requesterId, requesterName: 'Alice Before' });
    const { faults, erased } = await checkChain(database());
    expect(faults).toEqual([]);
    const before = await headOf(database());
    expect(await forgetPerson(database(), known.requesterId)).toBe(2);
    expect(await forgetPerson(database(), known.requesterId)).toBeNull();
    const left = JSON.stringify(await readEntries(database()));
    expect(left).not.toContain(known.requesterId);
    expect(left).not.toContain('Alice Before');
    expect(left).toContain(other.targetUserName);
    const after = await checkChain(database(), [before]);
    expect(after).toMatchObject({ faults: [], erased: erased + 2 });
    expect(after.head.number).toBe(before.number + 1);
    // They may come back, and are somebody new then.
    await createAuditTrail(database()).add({ kind: 'refused', actorId: known.requesterId });
    const [first, last] = [(await entriesOf(known.id))[0], (await readEntries(database())).at(-1)];
    expect(last?.actor).not.toBe(first?.actor);
    expect(personOf(last, last?.actor)).toBe(known.requesterId);
  });

  it('keeps what people wrote as it can be stored, and still verifies', async () => {
    const actorId = randomUUID();
    await createAuditTrail(database()).add({
      kind: 'refused',
      actorId,
      code: text('flow.not-yours').key,
      texts: [{ about: [actorId], text: { reason: 'a\u0000b\ud800c', n: 1.5, 'ke\u0000y': [null, true] } }],
    });
    expect((await checkChain(database())).faults).toEqual([]);
  });

  /** As an owner would: triggers off, the change, and back again. */
  async function tamper(statement: ReturnType<typeof sql>, head: { number: number; hash: string }) {
    const tables = ['audit', 'audit_people', 'audit_texts'];
    let faults: Awaited<ReturnType<typeof checkChain>>['faults'] = [];
    const undo = new Error('undo');
    await database()
      .kysely.transaction()
      .execute(async (transaction) => {
        for (const table of tables)
          await sql`alter table ${sql.table(table)} disable trigger user`.execute(transaction);
        await statement.execute(transaction);
        const check = createChainCheck([head]);
        await readChain(transaction, check.next);
        faults = check.end().faults;
        throw undo;
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error;
      });
    return faults;
  }
});
