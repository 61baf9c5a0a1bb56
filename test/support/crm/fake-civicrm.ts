import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { localTime, page, type Row } from './civicrm-query.ts';
import { openStore, primary, Refused } from './civicrm-store.ts';
import type { FakeCrm, FakePerson } from './fake-crm.ts';
import { type Asked, type Said, serveFake } from './serve-fake.ts';

/** Rights of the user that the key belongs to, of which the notes say that the first four sufficed. */
export type Right =
  | 'view all contacts'
  | 'add contacts'
  | 'edit all contacts'
  | 'edit contributions'
  | 'view all activities'
  | 'edit groups'
  | 'delete contacts'
  | 'delete contacts permanently'
  | 'access deleted contacts'
  | 'view debug output';

const all: Right[] = [
  'view all contacts',
  'add contacts',
  'edit all contacts',
  'edit contributions',
  'view all activities',
  'edit groups',
  'delete contacts',
  'delete contacts permanently',
  'access deleted contacts',
  'view debug output',
];

/** What an action needs beside the right to the API (CRM_Core_Permission::getEntityActionPermissions). */
const needs: Record<string, Right> = {
  'Contact/save': 'edit all contacts',
  'Contact/delete': 'delete contacts',
  'Activity/save': 'view all activities',
  'Group/save': 'edit groups',
  'Contribution/get': 'edit contributions',
  'Contribution/save': 'edit contributions',
};

export type FakeCivicrm = FakeCrm & {
  activityTypes: { id: number; name: string }[];
  /** Rows as the database has them. */
  rows(entity: string): Row[];
  /** Writes behind the API's back. */
  write(entity: string, row: Row): Row;
  /** Values of each call's `params`, by `Entity/action`. */
  asked: { name: string; params: Row }[];
};

/**
 * A CiviCRM 6.17 on loopback, its APIv4 over REST. Lines quoted are of the notes on CRMs ("CiviCRM"); what they are
 * silent about is as in civicrm-core's Civi/Api4.
 */
export async function startFakeCivicrm(given: { rights?: Right[] } = {}): Promise<FakeCivicrm> {
  const rights = new Set<Right>(given.rights ?? all);
  const apiKey = randomUUID();
  const store = openStore();
  const me = store.write('Contact', {
    contact_type: 'Individual',
    display_name: 'Terrain',
    is_deleted: false,
    is_me: true,
  });
  const asked: FakeCivicrm['asked'] = [];
  const activityTypes = [
    { id: 1, name: 'Meeting' },
    { id: 2, name: 'Phone Call' },
  ];

  async function answer({ method, path, headers, body }: Asked, half: boolean): Promise<Said> {
    const [, entity = '', action = ''] = /\/civicrm\/ajax\/api4\/(\w+)\/(\w+)$/.exec(path) ?? [];
    if (entity === '') return { status: 404, html: '<h1>Not found</h1>' };
    const bearer = headers['x-civi-auth'] ?? headers.authorization;
    const scripted = headers['x-requested-with'] === 'XMLHttpRequest';
    // "bad key 401"
    if (bearer !== undefined && bearer !== `Bearer ${apiKey}`) return { status: 401, html: 'Invalid credential' };
    // "with `Authorization: Bearer` the header `X-Requested-With: XMLHttpRequest` is needed too"
    if (headers['x-civi-auth'] === undefined && !scripted) {
      return {
        status: 400,
        json: {
          error_code: 400,
          error_message: 'SECURITY ALERT: Ajax requests can only be issued by javascript clients, eg. CRM.api4().',
        },
      };
    }
    // "Without authentication but with X-Requested-With: 200 with empty `values`"
    if (bearer === undefined) return { status: 200, json: { values: [], count: 0 } };
    // "GET on a write: 405"
    if (method !== 'POST' && !action.startsWith('get')) {
      return {
        status: 405,
        json: {
          error_code: 405,
          error_message: 'SECURITY: All requests that modify the database must be http POST, not GET.',
        },
      };
    }
    let params: Row;
    try {
      // "form field `params=<JSON>`"
      params = JSON.parse(new URLSearchParams(body).get('params') ?? '{}');
    } catch {
      // "malformed JSON 500 HTML"
      return { status: 500, html: '<h1>Fatal error</h1>' };
    }
    asked.push({ name: `${entity}/${action}`, params });
    try {
      const values = await run(entity, action, params, half);
      return { status: 200, json: { values, entity, action, count: values.length } };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // "missing permission an opaque 403"
      const status = error.kind === 'rights' ? 403 : 500;
      // "Validation failures are 500 with JSON (`error_code`, `error_message`)"; without a right, in no words at all.
      const opaque = status === 403 || !rights.has('view debug output');
      const said = opaque
        ? 'Sorry an error occurred and your request was not completed. (Error ID: a1b2-c3d4)'
        : error.message;
      return { status, json: { error_code: '1', error_message: said, status } };
    }
  }

  async function run(entity: string, action: string, params: Row, half: boolean): Promise<Row[]> {
    const need = needs[`${entity}/${action}`];
    if (action === 'getActions') {
      return ['get', 'save', 'delete']
        .flatMap((name) => {
          const needed = needs[`${entity}/${name}`];
          return needed === undefined || rights.has(needed) ? [{ name }] : [];
        })
        .filter(({ name }) => JSON.stringify(params.where ?? []).includes(`"${name}"`));
    }
    if (need !== undefined && !rights.has(need)) throw new Refused('rights', need);
    if (action === 'getFields')
      return entity === 'Activity' ? [{ name: 'activity_type_id', options: activityTypes }] : fields;
    if (action === 'get') return get(entity, params);
    if (action === 'save') return save(entity, params, half);
    if (action === 'delete' && entity === 'Contact') return remove(params);
    throw new Refused('failed', `Api ${entity} ${action} version 4 does not exist.`);
  }

  function get(entity: string, params: Row): Row[] {
    const where = JSON.parse(JSON.stringify(params.where ?? []).replaceAll('"user_contact_id"', String(me.id)));
    const found = store.find(entity, where).filter((row) => {
      if (entity === 'Contact') return rights.has('access deleted contacts') || !row.is_deleted;
      // An activity that may not be seen is not there.
      return !entity.startsWith('Activity') || rights.has('view all activities');
    });
    return page(found, params);
  }

  async function save(entity: string, params: Row, half: boolean): Promise<Row[]> {
    const records: Row[] = Array.isArray(params.records) ? params.records : [];
    const match: string[] = Array.isArray(params.match) ? params.match : [];
    const matched = records.map((record) => {
      if (record.id !== undefined || match.length === 0 || match.some((field) => !(field in record))) return record;
      const found = store.find(
        entity,
        match.map((field) => [field, '=', record[field]]),
      );
      // "`match: ["email_primary.email"]` ignores case"; more than one match is none.
      return found.length === 1 ? { ...record, id: found[0]?.id } : record;
    });
    // "ACL check failed", for the whole of the call: who may edit some may not edit others.
    if (matched.some(({ id }) => store.tableOf('Contact').rows.get(Number(id))?.locked))
      throw new Refused('rights', 'ACL check failed');
    // Between looking and writing others look too: "raced, it made duplicates in half of the rounds".
    await wait(Math.random() < 0.5 ? 0 : 4);
    // `save` has no transaction around it: what was written before a failure stays.
    const written: Row[] = [];
    for (const record of half ? matched.slice(0, Math.floor(matched.length / 2)) : matched) {
      written.push(entity === 'Contact' ? saveContact(record) : saveOther(entity, record));
    }
    // "Implicit joins write e-mail and phone with the contact": after all of the contacts.
    if (entity === 'Contact') {
      for (const [index, row] of written.entries()) saveLocations(Number(row.id), matched[index] ?? {});
    }
    return written;
  }

  function saveContact(record: Row): Row {
    if (record.id !== undefined && !store.tableOf('Contact').rows.has(Number(record.id))) {
      throw new Refused('failed', 'DB Error: no such contact');
    }
    const own = Object.fromEntries(
      Object.entries(record).filter(([key]) => !/^(email|phone|address)_primary\./.test(key)),
    );
    for (const [key, value] of Object.entries(own)) if (value === 'null') own[key] = 'Null';
    const defaults =
      record.id === undefined
        ? { is_deleted: false, is_opt_out: false, do_not_email: false, preferred_language: 'en_US' }
        : {};
    const row = store.write('Contact', { ...defaults, ...own });
    store.touch(Number(row.id));
    return row;
  }

  function saveLocations(contactId: number, record: Row): void {
    for (const [entity, prefix, main] of [
      ['Email', 'email_primary.', 'email'],
      ['Phone', 'phone_primary.', 'phone'],
      ['Address', 'address_primary.', undefined],
    ] as const) {
      const given = Object.entries(record).flatMap(([key, value]) =>
        key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
      );
      if (given.length === 0) continue;
      const item = Object.fromEntries(given);
      const before = primary(store.tableOf(entity), { id: contactId });
      if (main !== undefined && item[main] === null) {
        if (before) store.drop(entity, before);
      } else {
        store.write(entity, { on_hold: 0, ...before, ...item, contact_id: contactId, is_primary: true });
      }
    }
  }

  function saveOther(entity: string, record: Row): Row {
    const id = record.activity_type_id;
    if (entity === 'Activity' && !activityTypes.some((type) => type.id === id)) {
      throw new Refused('failed', 'Mandatory values missing from Api4 Activity::save: activity_type_id');
    }
    const timed = Object.fromEntries(Object.entries(record).map(([key, value]) => [key, localTime(value)]));
    const row = store.write(entity, {
      ...timed,
      ...(record.source_contact_id === 'user_contact_id' && { source_contact_id: me.id }),
    });
    if (entity === 'Activity' && Array.isArray(record.target_contact_id)) {
      for (const contact of record.target_contact_id) {
        store.write('ActivityContact', {
          activity_id: row.id,
          contact_id: contact,
          'record_type_id:name': 'Activity Targets',
        });
      }
    }
    return row;
  }

  function remove(params: Row): Row[] {
    const useTrash = params.useTrash !== false;
    if (!useTrash && !rights.has('delete contacts permanently'))
      throw new Refused('rights', 'delete contacts permanently');
    const rows = store.find('Contact', params.where).filter((row) => !useTrash || !row.is_deleted);
    for (const { id } of rows) {
      if (useTrash) store.write('Contact', { id, is_deleted: true });
      else {
        for (const [entity, key] of [
          ['Contact', 'id'],
          ['Email', 'contact_id'],
          ['Phone', 'contact_id'],
          ['Address', 'contact_id'],
          ['EntityTag', 'entity_id'],
          ['GroupContact', 'contact_id'],
        ] as const) {
          for (const row of store.find(entity, [[key, '=', id]])) store.drop(entity, row);
        }
      }
    }
    return rows.map(({ id }) => ({ id }));
  }

  const served = await serveFake({
    answer,
    writes: ({ path }) => !/\/get\w*$/.test(path),
    says: {
      error: {
        status: 500,
        json: {
          error_code: '1',
          error_message: 'Sorry an error occurred and your request was not completed. (Error ID: x)',
          status: 500,
        },
      },
      rate: { status: 429, headers: { 'retry-after': '1' }, html: 'Too many requests' },
      expired: { status: 401, html: 'Invalid credential' },
      // "With its database down it answers 200, `text/html`, "Critical error"."
    },
  });

  const view = (row: Row): FakePerson => {
    const [contact = row] = store.find('Contact', [['id', '=', row.id]]);
    const email = String(contact['email_primary.email'] ?? '');
    const onHold = Number(contact['email_primary.on_hold'] ?? 0);
    const left = Boolean(contact.is_opt_out) || Boolean(contact.do_not_email);
    return {
      remoteId: String(contact.id),
      contactId: contact.external_identifier ? String(contact.external_identifier) : undefined,
      email,
      // A bounce says more than a box: it is looked at first only where nobody opted out.
      subscription: left ? 'unsubscribed' : onHold > 0 ? 'bounced' : email === '' ? 'unknown' : 'subscribed',
      tags: [
        ...store
          .find('EntityTag', [['entity_id', '=', contact.id]])
          .map(({ tag_id }) => String(store.tableOf('Tag').rows.get(Number(tag_id))?.label)),
        ...store
          .find('GroupContact', [
            ['contact_id', '=', contact.id],
            ['status', '=', 'Added'],
          ])
          .map(({ group_id }) => String(store.tableOf('Group').rows.get(Number(group_id))?.title)),
      ].toSorted(),
      values: contact,
    };
  };
  const byEmail = (email: string) => store.find('Email', [['email', '=', email]])[0];

  return {
    ...served,
    credentials: { url: served.url, apiKey },
    asked,
    activityTypes,
    rows: (entity) => [...store.tableOf(entity).rows.values()],
    write: store.write,
    people: () => [...store.tableOf('Contact').rows.values()].filter((row) => !row.is_deleted && !row.is_me).map(view),
    add({ email, subscription, contactId, tags = [], values = {} }) {
      const row = store.write('Contact', {
        contact_type: 'Individual',
        external_identifier: contactId ?? null,
        is_deleted: false,
        is_opt_out: subscription === 'unsubscribed',
        do_not_email: false,
        ...values,
      });
      store.write('Email', {
        contact_id: row.id,
        email,
        is_primary: true,
        on_hold: subscription === 'bounced' ? 1 : 0,
      });
      for (const name of tags) {
        const tag = store.find('Tag', [['name', '=', name]])[0] ?? store.write('Tag', { name, label: name });
        store.write('EntityTag', { entity_table: 'civicrm_contact', entity_id: row.id, tag_id: tag.id });
      }
      store.touch(Number(row.id));
      return view(row);
    },
    leave(email, how) {
      const row = byEmail(email);
      if (!row) throw new Error(`nobody has ${email}`);
      if (how === 'bounced') store.write('Email', { id: row.id, on_hold: 1 });
      else {
        const there = store.tableOf('Contact').rows.get(Number(row.contact_id));
        // Who is opted out already says no by the second box that there is for it; so does who came back while our mark
        // still stood in their source: an opt-out alone could not be told from ours (`src/crm/civicrm/README.md`).
        const marked = String(there?.source ?? '').includes('consent awaited');
        const box = Boolean(there?.is_opt_out) || marked;
        store.write('Contact', { id: row.contact_id, is_opt_out: true, do_not_email: box });
      }
      store.touch(Number(row.contact_id));
    },
    rejoin(email) {
      const row = byEmail(email);
      if (!row) throw new Error(`nobody has ${email}`);
      store.write('Email', { id: row.id, on_hold: 0 });
      store.write('Contact', { id: row.contact_id, is_opt_out: false, do_not_email: false });
      store.touch(Number(row.contact_id));
    },
  };
}

/** What `Contact/getFields` says, in part. */
const fields: Row[] = [
  { name: 'id', label: 'Contact ID', data_type: 'Integer', readonly: true },
  { name: 'first_name', label: 'First Name', data_type: 'String', options: false },
  { name: 'last_name', label: 'Last Name', data_type: 'String', options: false },
  { name: 'source', label: 'Contact Source', data_type: 'String', options: false },
  {
    name: 'preferred_language',
    label: 'Preferred Language',
    data_type: 'String',
    options: { fr_CA: 'Français (Canada)', en_CA: 'English (Canada)' },
  },
  { name: 'is_opt_out', label: 'No Bulk Emails', data_type: 'Boolean', options: false },
  {
    name: 'Benevolat.Disponibilites',
    label: 'Disponibilités',
    data_type: 'String',
    custom_field_id: 4,
    options: false,
  },
];
