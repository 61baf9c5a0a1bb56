import type { z } from 'zod';
import { CallFailed } from './call-failed.ts';

/** Holds an answer to its shape. @throws CallFailed where it has another: what was asked may or may not have been done. */
export function shaped<Shape extends z.ZodType>(shape: Shape, json: unknown, name: string): z.output<Shape> {
  const read = shape.safeParse(json);
  if (read.success) return read.data;
  const at = read.error.issues.map(({ path }) => path.join('.') || 'all of it').join(', ');
  throw new CallFailed('answer-not-understood', `${name} answered in another shape (${at})`);
}
