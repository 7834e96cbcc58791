import { FIRST_COUNTS_FOR } from '../domain/emergency.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import type { Person } from '../domain/person.ts';
import { type Text, text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { countsSince, hasAsked, unheardSince } from './first-click.ts';
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
 * Two members want somebody out whom Leaver may not touch: nothing is done by Leaver, and approvers and the escalation
 * group are asked for a privileged administrator at once; who clicked first hears it as well. The clicks are used first,
 * so that of several at once one calls; a crash before anybody was told leaves that to the next click. Where nobody can
 * be reached, the clicks stay. What is answered; null = the first click was used meanwhile.
 */
export async function askAdministrator(context: FlowContext, asked: Asked): Promise<Text | null> {
  const { transactions, firstClicks, audit } = context.ports;
  const { actor, first, target, why, reason } = asked;
  const { displayName: name, userPrincipalName: address } = target;
  const given = [...new Set([first.reason ?? '', reason])].filter((each) => each !== '').join(' · ');
  const values = { name, address, why, by: actor.displayName, first: first.byName, reason: given || '–' };
  const people = await membersInOffice(
    context,
    groupsOf(context).map(([, group]) => group),
  );
  const message = text('notice.administrator-asked', values);
  const second = { by: actor.id, byName: actor.displayName, at: tenantNow(context) };
  const isSecond = await transactions.run((transaction) =>
    firstClicks.ask(first, second, unheardSince(context), transaction),
  );
  if (!isSecond) return null;
  const told = await tellThese(context, people, message, [actor.id, target.id]);
  const count = told.length;
  if (count === 0) {
    await firstClicks.unask(first, second);
    return text('emergency.administrator-unreached', { name, why, first: first.byName });
  }
  await transactions.run(async (transaction) => {
    await firstClicks.tell(first, told, transaction);
    const texts = [{ about: [actor.id, first.by, target.id], text: { reason: reason || (first.reason ?? '') } }];
    await audit.add({ kind: 'administrator-asked', targetUserId: target.id, code: why.key, texts }, transaction);
  });
  context.log({ kind: 'administrator-asked', personId: actor.id });
  const isHelpdesk = people.some(({ id }) => id === first.by);
  if (!isHelpdesk) await tellThese(context, [{ id: first.by }], message, [actor.id, target.id]);
  return text('emergency.administrator-asked', { name, why, first: first.byName, count });
}

/**
 * That people were asked within the hour for somebody who can do it: who is called for the same again and again stops
 * listening.
 */
export async function askedBefore(
  context: FlowContext,
  { id, displayName: name }: Pick<Person, 'id' | 'displayName'>,
): Promise<Text | null> {
  const click = await context.ports.firstClicks.read(id, countsSince(context));
  if (click === null || click.asked === null || !hasAsked(context, click)) return null;
  const { at, byName: by } = click.asked;
  const until = { instant: minutesAfter(at, FIRST_COUNTS_FOR) };
  return text('emergency.administrator-asked-before', { name, first: click.byName, by, at: { instant: at }, until });
}
