import type { PlacedProblem } from './words-of.ts';

/** What is to be mended, each leading to its field where the form has it. */
export function ProblemList({ problems }: { problems: PlacedProblem[] }) {
  return (
    <ul class="edit-problems">
      {problems.map(({ words, sentence, href }) => (
        <li key={`${words} ${sentence}`}>
          {href === undefined ? words : <a href={href}>{words}</a>} — {sentence}
        </li>
      ))}
    </ul>
  );
}
