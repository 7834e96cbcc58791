import { InvalidCredentialsError, ResultCodeError } from 'ldapts';
import { NOT_TAKEN } from './ad-session.ts';

/** Why AD DS did not take our credentials, by the sub-code it gives (hybrid.md 4). */
export type BindRefusal = { readonly reason: 'wrong' | 'expired' | 'disabled' | 'locked'; readonly code: string };

/** Null when the error is no answer to a bind, or only says that the domain controller is busy. */
export function bindRefusalOf(error: unknown): BindRefusal | null {
  if (!(error instanceof ResultCodeError) || NOT_TAKEN.includes(error.code)) return null;
  const code = error instanceof InvalidCredentialsError ? /data ([\da-f]+)/i.exec(error.message)?.[1] : undefined;
  return { reason: REASONS[code ?? ''] ?? 'wrong', code: code ?? String(error.code) };
}

const REASONS: Readonly<Record<string, BindRefusal['reason']>> = {
  532: 'expired',
  701: 'expired',
  773: 'expired',
  533: 'disabled',
  775: 'locked',
};
