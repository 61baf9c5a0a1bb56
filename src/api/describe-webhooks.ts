import { z } from 'zod';
import { type EventType, eventSchema, eventTypes } from '../crm/webhooks/types.ts';
import { type Locale, messages } from '../locales/index.ts';
import type { Operation, Parameter, Schema } from './openapi.ts';

/** What Terrain itself sends: the `webhooks` of OpenAPI 3.1, by event type, and the schemas that they lead to. */
export type DescribedWebhooks = {
  webhooks: Record<string, { post: Operation }>;
  schemas: Record<string, Schema>;
};

/** Describes the catalogue of events in a language. The schemas are those that every body is held to before it is sent. */
export function describeWebhooks(locale: Locale): DescribedWebhooks {
  const t = messages(locale).webhooks;
  const header = (name: string, description: string): Parameter => ({
    name,
    in: 'header',
    required: true,
    description,
    schema: { type: 'string' },
  });
  const parameters = [
    header('webhook-id', t.headers.id),
    header('webhook-timestamp', t.headers.timestamp),
    header('webhook-signature', t.headers.signature),
  ];
  const one = (type: EventType): Operation => ({
    operationId: operationOf(type),
    summary: t.events[type],
    description: t.about,
    parameters,
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { $ref: `#/components/schemas/${schemaName(type)}` } } },
    },
    responses: {
      '2XX': { description: t.answers.taken },
      410: { description: t.answers.gone },
      default: { description: t.answers.again },
    },
    security: [{}],
  });
  return {
    webhooks: Object.fromEntries(eventTypes.map((type) => [type, { post: one(type) }])),
    schemas: Object.fromEntries(eventTypes.map((type) => [schemaName(type), jsonSchema(type)])),
  };
}

/** `booking.made` is `BookingMadeEvent`. */
function schemaName(type: EventType): string {
  return `${words(type).map(capital).join('')}Event`;
}

function operationOf(type: EventType): string {
  return `on${words(type).map(capital).join('')}`;
}

function words(type: EventType): string[] {
  return type.split(/[.-]/);
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** As a receiver is to read it: what it does not know, it passes over. */
function jsonSchema(type: EventType): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(eventSchema(type), { target: 'draft-2020-12', io: 'input' });
  return rest;
}
