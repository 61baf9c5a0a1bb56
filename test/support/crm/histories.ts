import fc from 'fast-check';
import type { Fault } from './fake-crm.ts';

/** What happens with one of two people, here or over there. */
const acts = [
  'appear',
  'appear',
  'grant',
  'grant',
  'grant',
  'tick',
  'withdraw',
  'edit',
  'bounce',
  'import',
  'import-no',
  'merge',
  'merge-taking',
  'part',
  'erase',
  'there-add',
  'there-add-left',
  'there-leave',
  'there-leave',
  'there-bounce',
  'there-rejoin',
  'told-late',
  'told-again',
  'nothing',
] as const;
export type Act = { who: 'a' | 'b'; does: (typeof acts)[number] };
/** What the two sides do after it: in this order, with what goes wrong on the way there. */
export type Meeting = { does: ('push' | 'pull' | 'told')[]; faults: Fault[] };
/** Pairs of people who go through the same meetings, each with a history of their own. */
export type World = {
  pairs: Act[][][];
  meetings: Meeting[];
  /** Whether fields may be made over there, where they have to be (HubSpot): without, our id finds no place. */
  makesFields: boolean;
};

const act = fc.record({
  who: fc.constantFrom('a' as const, 'a' as const, 'b' as const),
  does: fc.constantFrom(...acts),
});
const fault = fc.constantFrom<Fault>(
  'none',
  'none',
  'none',
  'reset-before',
  'reset-after',
  'reset-during',
  'error-before',
  'error-after',
);
const meeting = fc.record({
  does: fc.oneof(
    fc.constant<('push' | 'pull' | 'told')[]>(['push', 'pull', 'told']),
    fc.shuffledSubarray<'push' | 'pull' | 'told'>(['push', 'pull', 'told']),
  ),
  faults: fc.array(fault, { maxLength: 4 }),
});

/** Worlds of so many pairs. */
export function worlds(pairs: number): fc.Arbitrary<World> {
  const many = <T>(one: fc.Arbitrary<T>, count: number) => fc.array(one, { minLength: count, maxLength: count });
  return fc.integer({ min: 2, max: 8 }).chain((rounds) =>
    fc.record({
      meetings: many(meeting, rounds),
      makesFields: fc.boolean(),
      pairs: many(many(fc.array(act, { minLength: 1, maxLength: 3, size: 'max' }), rounds), pairs),
    }),
  );
}
