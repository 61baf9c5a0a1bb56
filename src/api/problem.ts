import type { FieldError } from '../ui/form-state.ts';

/** What can be wrong with a request. Each has an anchor of its name on the API's page. */
export const problemCodes = {
  malformed: 400,
  'idempotency-key-missing': 400,
  'token-unknown': 401,
  'origin-not-allowed': 403,
  'campaign-not-allowed': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  closed: 410,
  'too-large': 413,
  'unsupported-type': 415,
  invalid: 422,
  'idempotency-key-reused': 422,
  'form-stale': 422,
  reworded: 422,
  'edition-missing': 422,
  'too-quick': 422,
  trap: 422,
  'proof-required': 422,
  'too-many': 429,
  unexpected: 500,
  unavailable: 503,
} as const;

export type ProblemCode = keyof typeof problemCodes;
export const problemNames = Object.keys(problemCodes).filter((name): name is ProblemCode => name in problemCodes);

/** One field that is wrong. `pointer` is a JSON Pointer into the body, as a URI fragment (RFC 6901 section 6). */
export type FieldProblem = { pointer: string; code: FieldError; detail: string };

/** A request that cannot be done, on its way to its answer. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly errors: FieldProblem[] | undefined;
  /** In seconds. */
  readonly retryAfter: number | undefined;
  /** The methods that the address knows. */
  readonly allow: string | undefined;

  constructor(
    code: ProblemCode,
    more: { message?: string; errors?: FieldProblem[]; retryAfter?: number; allow?: string } = {},
  ) {
    super(more.message ?? '');
    this.code = code;
    this.errors = more.errors;
    this.retryAfter = more.retryAfter;
    this.allow = more.allow;
  }
}

type Words = { title: string; detail: string };

/** A problem as RFC 9457 has it: `type` is where it is explained, `code` the same in one word. */
export function problemBody(problem: Problem, words: Words, baseUrl: string) {
  return {
    type: `${baseUrl}/api/v1#${problem.code}`,
    title: words.title,
    status: problemCodes[problem.code],
    detail: problem.message || words.detail,
    code: problem.code,
    ...(problem.errors ? { errors: problem.errors } : {}),
  };
}

/** The pointer to a field in the body, by the name that it is posted under: `answers.shoe-size` is `#/answers/shoe-size`. */
export function pointerTo(name: string): string {
  const [first = '', ...rest] = name.split('.');
  const path = rest.length > 0 ? [first, rest.join('.')] : [first];
  return `#/${path.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
}
