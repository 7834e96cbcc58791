import { createHash } from 'node:crypto';
import { canonicalJson } from './plan-hash.ts';
import { type Json, type Text, text } from './text.ts';

type Named = { readonly [name: string]: Json };

/** What decides who may do what, and where, as it is in force from a start on; never a secret. */
export type SettingsInUse = {
  /** {@link Policy}, durations in minutes. */
  readonly policy: Named;
  /** Object ids of Leaver's own groups, by what they are for; null = there is none. */
  readonly groups: Named;
  /** The domains of AD DS, by name. */
  readonly domains: Named;
};

/** One start that found other settings than the one before. */
export type SettingsChange = {
  /** Of its entry in the audit. */
  readonly number: number;
  /** Tenant time, ISO UTC; null = what was kept beside the audit is gone. */
  readonly at: string | null;
  /** {@link settingsHash} of before and of now. */
  readonly from: string;
  readonly to: string;
  /** Null = as above. */
  readonly before: SettingsInUse | null;
  readonly now: SettingsInUse | null;
};

/** SHA-256, hex: equal settings, equal hash, in whatever order they are written. */
export function settingsHash({ policy, groups, domains }: SettingsInUse): string {
  return createHash('sha256').update(canonicalJson({ policy, groups, domains })).digest('hex');
}

/** What approvers are told of it: what changed, from which hash to which, and whom to ask. */
export function settingsNotice({ at, from, to, before, now }: SettingsChange): Text {
  const found = before === null || now === null ? [] : changesBetween(before, now);
  const changes = found.length === 0 ? [text('audit.settings-unknown')] : found;
  const hashes = { from: from.slice(0, SHOWN), to: to.slice(0, SHOWN) };
  return at === null
    ? text('audit.settings-changed-once', { changes, ...hashes })
    : text('audit.settings-changed', { at: { instant: at }, changes, ...hashes });
}

/** Digits of a hash, and figures of the policy, in a message. */
const SHOWN = 16;
const MOST = 12;

function shortened(changes: readonly Text[]): readonly Text[] {
  const more = changes.length - MOST;
  return more <= 0 ? changes : [...changes.slice(0, MOST), text('audit.settings-more', { count: more })];
}

/** Who decides and where is written first, never cut: no number of other figures hides it. */
function changesBetween(before: SettingsInUse, now: SettingsInUse): readonly Text[] {
  return [
    ...differing(before.groups, now.groups).flatMap(groupChange),
    ...differing(before.domains, now.domains).map(domainChange),
    ...shortened(differing(leaves(before.policy), leaves(now.policy)).map(policyChange)),
  ];
}

type Difference = { readonly name: string; readonly from: Json | undefined; readonly to: Json | undefined };

function differing(before: Named, now: Named): readonly Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return names.flatMap((name) => {
    const [from, to] = [before[name], now[name]];
    return canonicalJson(from ?? null) === canonicalJson(to ?? null) ? [] : [{ name, from, to }];
  });
}

/** `approvals.count` and so on; a list is one value. */
function leaves(values: Named, under = ''): Named {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      isNamed(value) ? Object.entries(leaves(value, `${under}${name}.`)) : [[`${under}${name}`, value]],
    ),
  );
}

function isNamed(value: Json | undefined): value is Named {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** In the names and units of `POLICY_FILE`. */
function policyChange({ name: own, from, to }: Difference): Text {
  const inHours = IN_HOURS[own];
  const name = inHours ?? own;
  const [before, now] = [from, to].map((value) =>
    JSON.stringify(inHours === undefined ? (value ?? null) : hoursOf(value ?? null)),
  );
  const isShort = before !== undefined && now !== undefined && before.length + now.length <= 60;
  return isShort
    ? text('audit.settings-policy', { name, from: before, to: now })
    : text('audit.settings-policy-long', { name });
}

/** What is kept in minutes. */
const IN_HOURS: Readonly<Record<string, string>> = {
  expiresAfter: 'approvals.expireAfterHours',
  'approvals.remindAfter': 'approvals.remindAfterHours',
  'approvals.escalateAfter': 'approvals.escalateAfterHours',
  'emergency.confirmWithin': 'emergency.confirmWithinHours',
};

function hoursOf(minutes: Json): Json {
  if (Array.isArray(minutes)) return minutes.map(hoursOf);
  return typeof minutes === 'number' ? Math.round((minutes / 60) * 1000) / 1000 : minutes;
}

const GROUPS = ['approver', 'escalation', 'emergency', 'protected', 'requester'] as const;

function groupChange({ name, from, to }: Difference): readonly Text[] {
  const group = GROUPS.find((each) => each === name);
  return group === undefined ? [] : [text(`audit.settings-group-${group}`, { from: idOf(from), to: idOf(to) })];
}

function idOf(id: Json | undefined): string | Text {
  return typeof id === 'string' && id !== '' ? id : text('audit.settings-none');
}

function domainChange({ name, from, to }: Difference): Text {
  if (!isNamed(from)) return text('audit.settings-domain-new', { name });
  if (!isNamed(to)) return text('audit.settings-domain-gone', { name });
  return text('audit.settings-domain', { name, fields: differing(from, to).map((each) => each.name) });
}
