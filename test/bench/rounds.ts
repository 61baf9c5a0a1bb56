/** One figure, measured again and again. */
export type Series = { take(): Promise<void>; median(): number };

/** `measure` returns the figure of one round. */
export function series(measure: () => Promise<number>): Series {
  const figures: number[] = [];
  return {
    take: async () => {
      figures.push(await measure());
    },
    median: () =>
      quantile(
        [...figures].sort((a, b) => a - b),
        0.5,
      ),
  };
}

/** Measures in turns, A B A B, so that a machine that is busier for a while is so for each of them. */
export async function alternate(rounds: number, ...measured: Series[]): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const one of measured) await one.take();
  }
}

/** The value at a share of a list in ascending order (nearest rank). */
export function quantile(ascending: number[], share: number): number {
  const value = ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}
