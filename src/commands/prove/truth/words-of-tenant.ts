import type { Chronicle } from './chronicle.ts';

/** Letters and figures only, in one case: what is left of a name however a card had to write it. */
export function bare(words: string): string {
  return words
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * What is a name in this tenant and no sentence: of people, groups, licences, devices, places, domains, and what people
 * typed.
 */
export function namesIn({ moments, typed }: Pick<Chronicle, 'moments' | 'typed'>, more: readonly string[]) {
  const names = new Set<string>();
  const add = (name: string | null | undefined) => {
    if (typeof name === 'string' && bare(name) !== '') names.add(bare(name));
  };
  for (const words of [...typed, ...more]) add(words);
  // Groups, people and devices are replaced by new objects when anything about them changes, so each is seen once.
  const known = new Set<unknown>();
  for (const { state } of moments) {
    for (const person of Object.values(state.people)) {
      if (known.has(person)) continue;
      known.add(person);
      const { cloud, ad } = person;
      for (const name of [
        cloud?.displayName,
        cloud?.userPrincipalName,
        cloud?.mail,
        cloud?.jobTitle,
        cloud?.department,
      ])
        add(name);
      add(`${cloud?.jobTitle ?? ''} ${cloud?.department ?? ''}`);
      add(person.id);
      add(cloud?.userPrincipalName.replace(/^[0-9a-f]{32}/, ''));
      for (const name of [
        ad?.distinguishedName,
        ad?.samAccountName,
        ad?.securityIdentifier,
        ad?.domainName,
        ad?.server,
      ])
        add(name);
      for (const name of ad?.groups ?? []) add(name);
    }
    for (const group of [...Object.values(state.groups), ...Object.values(state.devices)]) {
      if (known.has(group)) continue;
      known.add(group);
      add(group.displayName);
    }
  }
  const long = [...names].filter((name) => name.length > 12);
  const isOne = (words: string): boolean => {
    const name = bare(words);
    if (name === '' || names.has(name)) return true;
    return words.trim().endsWith('…') && long.some((each) => each.startsWith(name));
  };
  return {
    /**
     * Whether these words are a name, whole or cut off at its end with “…”; or a job that was cut, and its department.
     */
    has: (words: string): boolean => isOne(words) || (words.includes('…, ') && words.split(/(?<=…), /).every(isOne)),
  };
}
