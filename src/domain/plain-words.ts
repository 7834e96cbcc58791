/** The words of a text that may have become HTML on its way (Outlook wraps what it is given): for comparing. */
export function plainWords(written: string): string {
  return written
    .replaceAll(/<[^<>]{0,500}>/g, ' ')
    .replaceAll(/&(#?\w{1,8});/g, (_, name: string) => ENTITIES[name] ?? ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };
