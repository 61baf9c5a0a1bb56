import type { z } from 'zod';
import { CallFailed } from '../call-failed.ts';
import { type Ask, NotTaken } from './client.ts';
import {
  deletedDocument,
  type Signup,
  signupDocument,
  signupsDocument,
  tagDocument,
  taggingDocument,
  tagsDocument,
} from './types.ts';

const included = { include: 'signup_tags', 'extra_fields[signups]': 'home_address' };

/** The calls about people ("signups") and their tags that a nation's connector makes. */
export type Signups = ReturnType<typeof openSignups>;

/** The signups of a nation. What it learns of tags' ids it keeps for as long as it lives: a batch. */
export function openSignups(ask: Ask) {
  const tagIds = new Map<string, Promise<string>>();

  async function show(id: string): Promise<Signup | undefined> {
    const answer = await ask('GET', `/api/v2/signups/${encodeURIComponent(id)}`, signupDocument, {
      query: included,
      name: 'signups/show',
    });
    return answer && readSignup(answer.json.data, answer.json.included);
  }

  async function filtered(filter: string, value: string): Promise<Signup[]> {
    const answer = await ask('GET', '/api/v2/signups', signupsDocument, {
      query: { [`filter[${filter}][eq]`]: escaped(value), 'page[size]': '20', ...included },
      name: 'signups/find',
    });
    return (answer?.json.data ?? []).map((one) => readSignup(one, answer?.json.included));
  }

  /** Who stands behind a contact: by their own id, else by any of their addresses; our id decides between several. */
  async function find(known: { contactId: string; remoteId: string | undefined; email: string }) {
    if (known.remoteId !== undefined) {
      const there = await show(known.remoteId);
      if (there) return there;
    }
    if (known.email === '') return undefined;
    const found = (await filtered('with_email_address', known.email)).filter((one) => hasAddress(one, known.email));
    return (
      found.find(({ attributes }) => attributes.external_id === known.contactId) ??
      found.find(({ attributes }) => attributes.email?.toLowerCase() === known.email) ??
      found[0]
    );
  }

  /** Matches or creates: 200 matched, 201 created. */
  async function push(attributes: Record<string, unknown>): Promise<{ created: boolean; signup: Signup }> {
    const answer = await ask('PATCH', '/api/v2/signups/push', signupDocument, {
      body: { data: { type: 'signups', attributes } },
      name: 'signups/push',
    });
    if (!answer) throw new CallFailed('answer-not-understood', 'signups/push was not found: is it a nation?');
    return { created: answer.status === 201, signup: readSignup(answer.json.data, answer.json.included) };
  }

  /** Changes who is there, by NationBuilder's own id; undefined where there is nobody any more. */
  async function update(id: string, attributes: Record<string, unknown>): Promise<Signup | undefined> {
    const answer = await ask('PATCH', `/api/v2/signups/${encodeURIComponent(id)}`, signupDocument, {
      body: { data: { id, type: 'signups', attributes } },
      name: 'signups/update',
    });
    return answer && readSignup(answer.json.data, answer.json.included);
  }

  /** Gives somebody a tag, which is made first where there is none of that name. Twice is once. */
  async function tag(id: string, name: string): Promise<void> {
    const key = name.toLowerCase();
    const known = tagIds.get(key) ?? findOrCreateTag(name);
    tagIds.set(key, known);
    const tagId = await known.catch((error: unknown) => {
      tagIds.delete(key);
      throw error;
    });
    await unlessTaken(() =>
      ask('POST', '/api/v2/signup_taggings', taggingDocument, {
        body: { data: { type: 'signup_taggings', attributes: { signup_id: id, tag_id: tagId } } },
        name: 'signup_taggings/create',
      }),
    );
  }

  async function findOrCreateTag(name: string): Promise<string> {
    const found = await findTag(name);
    if (found !== undefined) return found;
    const made = await unlessTaken(() =>
      ask('POST', '/api/v2/signup_tags', tagDocument, {
        body: { data: { type: 'signup_tags', attributes: { name } } },
        name: 'signup_tags/create',
      }),
    );
    // Another worker was first.
    const id = made?.json.data.id ?? (await findTag(name));
    if (id === undefined) throw new CallFailed('answer-not-understood', 'a tag was neither found nor made');
    return id;
  }

  /** Names of tags are one whatever their case. */
  async function findTag(name: string): Promise<string | undefined> {
    const answer = await ask('GET', '/api/v2/signup_tags', tagsDocument, {
      query: { 'filter[name]': escaped(name), 'page[size]': '100' },
      name: 'signup_tags/find',
    });
    return answer?.json.data.find(({ attributes }) => attributes.name?.toLowerCase() === name.toLowerCase())?.id;
  }

  /** False where there was nobody any more. */
  async function remove(id: string): Promise<boolean> {
    const answer = await ask('DELETE', `/api/v2/signups/${encodeURIComponent(id)}`, deletedDocument, {
      name: 'signups/delete',
    });
    return answer !== undefined;
  }

  return { show, find, push, update, tag, remove };
}

/** Twice the same tagging, or tag, is refused with the code `taken`, and is there. */
async function unlessTaken<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof NotTaken && error.objections.some(({ code }) => code === 'taken')) return undefined;
    throw error;
  }
}

/** A comma in a filter separates values, unless the value stands in double braces. */
function escaped(value: string): string {
  return /[,{}]/.test(value) ? `{{${value}}}` : value;
}

export function hasAddress({ attributes }: Signup, email: string): boolean {
  const { email: first, email1, email2, email3, email4 } = attributes;
  return [first, email1, email2, email3, email4].some((one) => one?.toLowerCase() === email);
}

type Resource = z.output<typeof signupDocument>['data'];
type Included = z.output<typeof signupDocument>['included'];

function readSignup({ id, attributes, relationships }: Resource, among: Included): Signup {
  const tags = (relationships?.signup_tags?.data ?? []).flatMap(({ id: tagId }) => {
    const name = among?.find((one) => one.type === 'signup_tags' && one.id === tagId)?.attributes?.name;
    return typeof name === 'string' ? [name] : [];
  });
  return { id, attributes, tags };
}
