import type { Directory, Groups, People } from '../../flow/ports.ts';

/** What an approval rests on, out of a stand-in's own people and groups; nobody is protected. */
export function standInAuthority(
  people: Pick<People, 'read'>,
  groups: Pick<Groups, 'isMember'>,
): Directory['readAuthority'] {
  return async ({ personIds, groupIds }) => {
    const read = personIds.map(async (id) => {
      const isIn = await Promise.all(groupIds.map((group) => groups.isMember(id, group)));
      return [id, { person: await people.read(id), groupIds: groupIds.filter((_, place) => isIn[place]) }] as const;
    });
    return { people: new Map(await Promise.all(read)), protections: [] };
  };
}
