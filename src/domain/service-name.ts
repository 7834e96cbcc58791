/** The directory has no mark for what a service signs in with: the usual beginnings of its sign-in name. */
export function isServiceName(signInName: string): boolean {
  return /^(svc|service|srv)[-_.]/i.test(signInName);
}
