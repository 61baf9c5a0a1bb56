import { z } from 'zod';
import { upgradeContent } from '../followups/form.ts';
import { stepFault } from '../followups/view.ts';

/** What is wrong with a campaign's file, a line each: in words that name the step where it is one's, else as the schema says it. */
export function faultLines(json: unknown, error: z.ZodError): string[] {
  const content = upgradeContent(json);
  const sequences = typeof content === 'object' && content !== null && 'sequences' in content ? content.sequences : [];
  const steps = error.issues.map((issue) => stepFault('en', sequences, issue.path));
  const others = error.issues.filter((_, index) => steps[index] === undefined);
  return [
    ...new Set(steps.flatMap((sentence) => (sentence === undefined ? [] : [`✖ ${sentence}`]))),
    ...(others.length > 0 ? [z.prettifyError(new z.ZodError(others))] : []),
  ];
}
