/** The ridge that a goal stands on, as points of a 400 by 60 field, from the plain to the summit. */
const ridge: readonly (readonly [number, number])[] = [
  [0, 54],
  [46, 45],
  [74, 49],
  [122, 34],
  [158, 40],
  [208, 24],
  [244, 31],
  [296, 13],
  [324, 20],
  [358, 6],
];
const ground = 60;
const summit = 358;

/** The ridge as paths of an SVG with the view box `0 -26 400 86`; `share` is how much of it is climbed, 0 to 1. */
export function drawRidge(share: number) {
  const at = share * summit;
  const climbed = [...ridge.filter(([x]) => x < at), [at, heightAt(at)] as const];
  const outline = `M${ridge.map(([x, y]) => `${x} ${y}`).join('L')}`;
  return {
    ahead: `${outline}L400 26V${ground}H0Z`,
    climbed: `M0 ${ground}L${climbed.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}V${ground}Z`,
    pole: 'M358 7V-24',
    flag: 'M358 -25 384 -16.5 358 -8Z',
    walker: { x: round(Math.max(9, at)), y: round(heightAt(at) - 6), r: 6.5 },
  };
}

/** Where the ridge stands above a point, between the two points beside it. */
function heightAt(x: number): number {
  for (const [index, [x1, y1]] of ridge.entries()) {
    const next = ridge[index + 1];
    if (!next || x > next[0]) continue;
    return y1 + ((next[1] - y1) * (x - x1)) / (next[0] - x1);
  }
  return ridge.at(-1)?.[1] ?? ground;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
