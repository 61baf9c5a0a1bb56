/** How many times as long as it took to make, something is kept. */
const keptFor = 10;

/**
 * Makes something again only after ten times as long as it took: what is quick is always fresh, and what is slow never
 * takes more than a tenth of a processor, however many look. Those who ask while it is made wait for the same one.
 */
export function remember<T>(make: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  let until = 0;
  const makeAgain = async () => {
    const began = performance.now();
    until = Number.POSITIVE_INFINITY;
    try {
      const made = await make();
      const ended = performance.now();
      until = ended + (ended - began) * keptFor;
      return made;
    } catch (error) {
      until = 0;
      throw error;
    }
  };
  return () => {
    if (kept === undefined || performance.now() > until) kept = makeAgain();
    return kept;
  };
}
