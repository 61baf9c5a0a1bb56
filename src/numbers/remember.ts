/** How many times as long as it took to make, something is kept. */
const keptFor = 10;
/** Nobody waits longer than this, in milliseconds, where something not too old can be had. */
const patience = 250;
/** Too old to be shown while it is made again, in milliseconds. */
const oldest = 10 * 60 * 1000;

type Made<T> = { value: T; took: number; at: number };

/**
 * Makes something again only after ten times as long as it took: what is quick is always fresh, and what is slow never
 * takes more than a tenth of a processor, however many look. What takes longer than anyone waits for is shown as it
 * was, up to ten minutes old, while it is made again. Those who ask while nothing can be shown wait for the same one.
 */
export function remember<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Made<T> | undefined;
  let making: Promise<T> | undefined;

  async function makeAgain(): Promise<T> {
    const began = performance.now();
    try {
      const value = await make();
      const at = performance.now();
      made = { value, took: at - began, at };
      return value;
    } finally {
      making = undefined;
    }
  }

  return async () => {
    const age = made ? performance.now() - made.at : 0;
    if (made && age < made.took * keptFor) return made.value;
    making ??= makeAgain();
    if (!made || made.took <= patience || age > oldest) return await making;
    // Whoever asks next hears of a failure: nothing newer will have been kept.
    making.catch(() => {});
    return made.value;
  };
}
