import type { ServiceProvisioningError, User } from '@microsoft/microsoft-graph-types';

/** What directory sync and the services say they could not write of this person; codes, not sentences. */
export function provisioningErrorsOf({
  onPremisesProvisioningErrors,
  serviceProvisioningErrors,
}: User): readonly string[] {
  return [
    ...(onPremisesProvisioningErrors ?? []).map(({ category, propertyCausingError }) =>
      [category, propertyCausingError].filter(Boolean).join(': '),
    ),
    ...(serviceProvisioningErrors ?? [])
      .filter(({ isResolved }: ServiceProvisioningError) => isResolved !== true)
      .map(({ serviceInstance }) => serviceInstance ?? 'service'),
  ];
}
