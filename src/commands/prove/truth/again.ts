/** Once more when the connection was closed: one that was kept may end just then, and nothing was done over it. */
export async function again<Result>(act: () => Promise<Result>): Promise<Result> {
  return act().catch((error: unknown) => {
    if (error instanceof TypeError && error.message === 'fetch failed') return act();
    throw error;
  });
}
