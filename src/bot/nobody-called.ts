import type { RequestKind } from '../domain/choices.ts';
import { type Text, text } from '../domain/text.ts';

/** That nobody of whom the reader may ask answers to what was typed: a full address is not asked for a second time. */
export function nobodyCalled(query: string): Text {
  return text(ADDRESS.test(query.trim()) ? 'bot.person.nobody-address' : 'bot.person.nobody', { query });
}

/** The same where anybody can be meant: that nobody was found has nothing to do with what the reader may ask. */
export function nobodyFound(query: string): Text {
  return text(ADDRESS.test(query.trim()) ? 'bot.person.not-found-address' : 'bot.person.not-found', { query });
}

/**
 * The same to somebody to whom nobody reports: what they typed may well be right. Says nothing of who exists; a deleted
 * account, which a restore is about, has no manager in the directory any more.
 */
export function withoutReports(problem: Text, kind: RequestKind): Text {
  const isNobody = problem.key === 'bot.person.nobody' || problem.key === 'bot.person.nobody-address';
  if (!isNobody) return problem;
  const isRestore = kind === 'restore-user';
  return text(isRestore ? 'bot.person.nobody-no-reports-restore' : 'bot.person.nobody-no-reports', problem.values);
}

const ADDRESS = /^[^\s@]+@[^\s@]+$/;
