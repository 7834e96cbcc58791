import type { Ports, StepLane } from '../../src/flow/ports.ts';

/** These ports, over a directory that says of every account whether it is enabled now, and what `lane` does otherwise. */
export function withAccount(
  ports: Ports,
  read: () => { readonly accountEnabled: boolean; readonly readAt: string },
  lane: (cloud: StepLane) => Partial<StepLane>,
): Ports {
  const { cloud } = ports.lanes;
  if (cloud === undefined) throw new Error('there is no lane');
  const { readTargetUser } = ports.directory;
  const directory: Ports['directory'] = {
    ...ports.directory,
    readTargetUser: async (id) => ({ ...(await readTargetUser(id)), ...read() }),
  };
  return { ...ports, directory, lanes: { cloud: { ...cloud, ...lane(cloud) } } };
}
