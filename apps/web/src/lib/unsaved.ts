/** Whether what is written on the page may be left behind: whoever would lose it is asked first. */
type Ask = () => Promise<boolean>;

const asking = new Set<Ask>();

/** `ask` is called before the page's writing is left behind, until what this returns is called. */
export function askBeforeLeaving(ask: Ask): () => void {
  asking.add(ask);
  return () => void asking.delete(ask);
}

/** Before what cannot be blocked once it has happened, such as signing out. */
export async function mayLeave(): Promise<boolean> {
  for (const ask of asking) if (!(await ask())) return false;
  return true;
}
