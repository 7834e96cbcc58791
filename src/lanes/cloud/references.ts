import { InternalError } from '../../domain/errors.ts';
import { at, type GraphPath } from './graph-path.ts';

/**
 * The path that takes a person out of a group, as member or owner. The only place that builds one: without its `/$ref`
 * the same DELETE deletes the person (graph.md 0.1), so the suffix is asserted here and once more before sending.
 */
export function referencePath(groupId: string, kind: 'members' | 'owners', personId: string): GraphPath {
  const path =
    kind === 'members'
      ? at`/groups/${groupId}/members/${personId}/$ref`
      : at`/groups/${groupId}/owners/${personId}/$ref`;
  assertDeletable(path);
  return path;
}

/**
 * Throws `InternalError` unless this path may be deleted: a reference with its suffix, an active person, a permission
 * of a drive. Emptying the deleted items cannot be undone (graph.md 0.8) and is no part of Leaver.
 */
export function assertDeletable(path: string): void {
  if (!DELETABLE.some((shape) => shape.test(path))) throw new InternalError('this path is never deleted by Leaver');
}

const DELETABLE = [
  /^\/groups\/[0-9a-f-]{36}\/(members|owners)\/[0-9a-f-]{36}\/\$ref$/,
  /^\/users\/[0-9a-f-]{36}$/,
  /^\/drives\/[^/?#]+\/items\/[^/?#]+\/permissions\/[^/?#]+$/,
];
