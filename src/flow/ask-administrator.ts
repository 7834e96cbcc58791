import type { Person } from '../domain/person.ts';
import { type Text, text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import type { FirstClick } from './ports.ts';
import { groupsOf, membersInOffice } from './standing.ts';
import { tellThese } from './tell-stops.ts';

type Asked = {
  readonly actor: Person;
  readonly first: FirstClick;
  readonly target: Pick<Person, 'id' | 'displayName' | 'userPrincipalName'>;
  /** Why Leaver may not change this account. */
  readonly why: Text;
  readonly reason: string;
};

/**
 * Two members want somebody out whom Leaver may not touch: nothing is done by Leaver, and approvers and the escalation group
 * are asked for a privileged administrator at once. What is answered; null = the first click was used meanwhile.
 *
 * The one place where that work is handed to people: a task of it goes into the ledger here, in this transaction.
 */
export async function askAdministrator(context: FlowContext, asked: Asked): Promise<Text | null> {
  const { transactions, firstClicks, audit } = context.ports;
  const { actor, first, target, why, reason } = asked;
  const isSecond = await transactions.run(async (transaction) => {
    if (!(await firstClicks.use(target.id, first.by, transaction))) return false;
    const texts = [{ about: [actor.id, first.by, target.id], text: { reason: reason || (first.reason ?? '') } }];
    await audit.add({ kind: 'administrator-asked', targetUserId: target.id, code: why.key, texts }, transaction);
    return true;
  });
  if (!isSecond) return null;
  context.log({ kind: 'administrator-asked', personId: actor.id });
  const { displayName: name, userPrincipalName: address } = target;
  const given = [...new Set([first.reason ?? '', reason])].filter((each) => each !== '').join(' · ');
  const values = { name, address, why, by: actor.displayName, first: first.byName, reason: given || '–' };
  const people = await membersInOffice(
    context,
    groupsOf(context).map(([, group]) => group),
  );
  const count = await tellThese(context, people, text('notice.administrator-asked', values), [actor.id, target.id]);
  return text('emergency.administrator-asked', { name, why, first: first.byName, count });
}
