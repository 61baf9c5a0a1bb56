import { z } from 'zod';
import { type Locale, messages } from '../locales/index.ts';
import { describeWebhooks } from './describe-webhooks.ts';
import { apiSchemas } from './form.ts';
import { type ProblemCode, problemCodes, problemNames } from './problem.ts';

/** A JSON Schema of the draft that OpenAPI 3.1 takes over (2020-12). */
export type Schema = z.core.JSONSchema.BaseSchema;
export type Parameter = { name: string; in: 'path' | 'header'; required: boolean; description: string; schema: Schema };
type Body = { content: Record<string, { schema: { $ref: string } }> };
export type Operation = {
  operationId: string;
  summary: string;
  description: string;
  parameters: Parameter[];
  requestBody?: Body & { required: true };
  responses: Record<string, Partial<Body> & { description: string }>;
  security: Record<string, string[]>[];
};
/** What is served at `/api/v1/openapi.json` (OpenAPI 3.1), and what the page beside it is drawn from. */
export type Description = {
  openapi: '3.1.1';
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  /** What Terrain sends to endpoints that an organizer connected (OpenAPI 3.1). */
  webhooks: Record<string, { post: Operation }>;
  components: {
    schemas: Record<string, Schema>;
    securitySchemes: Record<string, { type: 'http'; scheme: 'bearer'; description: string }>;
  };
};

const readProblems = ['not-found', 'closed', 'unavailable'] as const;
const signUpProblems = problemNames.filter((code) => code !== 'method-not-allowed');

/** Describes the API in a language. The shapes are those that the code itself is typed and checked by. */
export function describeApi(locale: Locale, baseUrl: string): Description {
  const all = messages(locale);
  const t = all.api;
  const schemas = apiSchemas(all);
  const events = describeWebhooks(locale);
  const slug = parameter('slug', 'path', true, t.headers.slug);
  const language = parameter('Accept-Language', 'header', false, t.headers.acceptLanguage);
  return {
    openapi: '3.1.1',
    info: { title: t.title, version: '1', description: t.lead },
    servers: [{ url: baseUrl }],
    paths: {
      '/api/v1/campaigns/{slug}': {
        get: {
          operationId: 'readCampaign',
          summary: t.operations.readCampaign.title,
          description: t.operations.readCampaign.text,
          parameters: [slug, language],
          responses: { 200: { description: t.statuses.read, ...json('Campaign') }, ...problems(locale, readProblems) },
          security: [{}],
        },
      },
      '/api/v1/campaigns/{slug}/signups': {
        post: {
          operationId: 'signUp',
          summary: t.operations.signUp.title,
          description: `${t.operations.signUp.text} ${t.twice}`,
          parameters: [
            slug,
            parameter('Authorization', 'header', false, t.headers.authorization),
            parameter('Idempotency-Key', 'header', false, t.headers.idempotencyKey),
            language,
          ],
          requestBody: { required: true, ...json('Signup') },
          responses: {
            200: { description: t.statuses.again, ...json('Recorded') },
            201: { description: t.statuses.created, ...json('Recorded') },
            ...problems(locale, signUpProblems),
          },
          security: [{ token: [] }, {}],
        },
      },
    },
    webhooks: events.webhooks,
    components: {
      schemas: {
        ...events.schemas,
        Signup: jsonSchema(schemas.signup),
        Recorded: jsonSchema(schemas.recorded),
        Campaign: jsonSchema(schemas.campaign),
        Problem: jsonSchema(schemas.problem),
      },
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: t.headers.authorization } },
    },
  };
}

/** The schema that a `$ref` of the description leads to. */
export function schemaAt({ components }: Description, { $ref }: { $ref: string }): Schema {
  return components.schemas[$ref.split('/').at(-1) ?? ''] ?? {};
}

function parameter(name: string, where: Parameter['in'], required: boolean, description: string): Parameter {
  return { name, in: where, required, description, schema: { type: 'string' } };
}

function json(name: string): Body {
  return { content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } };
}

/** One answer for each status, with the titles of all that it may mean. */
function problems(locale: Locale, codes: readonly ProblemCode[]): Operation['responses'] {
  const words = messages(locale).api.problems;
  const byStatus = Map.groupBy(codes, (code) => problemCodes[code]);
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    [...byStatus].map(([status, alike]) => [
      String(status),
      { description: alike.map((code) => words[code].title).join(' · '), content },
    ]),
  );
}

function jsonSchema(schema: z.ZodType): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  return rest;
}
