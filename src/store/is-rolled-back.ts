/**
 * Whether the server itself said that nothing of the transaction is there: an error with an SQLSTATE. Of a lost
 * connection (08), a server that ends it (57) and "completion unknown" (40003) that says nothing: the commit may have
 * come through.
 */
export function isRolledBack(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^[0-9A-Z]{5}$/.test(code) && !/^(08|57)|^40003$/.test(code) && 'severity' in (error as Error);
}
