/** Whether one of these names and addresses has what was typed in it; capitals are no difference. */
export function nameContains(names: readonly string[], typed: string): boolean {
  const wanted = typed.toLowerCase();
  return names.some((name) => name.toLowerCase().includes(wanted));
}
