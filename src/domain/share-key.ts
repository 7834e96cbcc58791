/** What a share of the OneDrive is known by: the drive, and who may work in it. */
export function shareKey({ driveId, successorId }: { readonly driveId: string; readonly successorId: string }): string {
  return `${driveId} ${successorId}`;
}
