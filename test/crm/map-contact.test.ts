import { describe, expect, test } from 'vitest';
import type { FieldMapping } from '../../src/crm/connector.ts';
import type { CrmContact } from '../../src/crm/crm-contact.ts';
import { contactFields } from '../../src/crm/crm-contact.ts';
import { mapContact, mapValue } from '../../src/crm/map-contact.ts';
import { isTransform } from '../../src/crm/transforms.ts';
import { vendors } from '../../src/crm/vendors.ts';

const porte = { slug: 'porte-a-porte', title: 'Porte-à-porte' };
const act = { id: '1', at: new Date(0), source: '', campaign: porte, data: {} };
const contact: CrmContact = {
  contactId: 'c1',
  email: 'ana@example.org',
  fields: {
    email: 'ana@example.org',
    firstName: 'Ana',
    lastName: '',
    phone: '+15145550199',
    postalCode: 'H2X 1Y4',
    locale: 'fr',
    skills: 'calls, doors',
    createdAt: '2026-05-31T14:00:00.000Z',
    attended: 0,
    pledgedAmount: 25.5,
    pledgeKept: false,
    'answer:size': 'M',
  },
  tags: ['Bénévole', 'terrain'],
  subscription: 'subscribed',
  acts: [
    { ...act, kind: 'signup' },
    { ...act, id: '2', kind: 'signup' },
    { ...act, id: '3', kind: 'booking', campaign: { slug: 'x', title: 'X' } },
  ],
  changedAt: new Date(0),
};
const line = (from: string, to: string, more: Partial<FieldMapping> = {}): FieldMapping => {
  return { from, to, transform: '', authority: 'terrain', ...more };
};

test('every vendor’s proposal names fields and changes that there are', () => {
  const fields: readonly string[] = contactFields;
  for (const vendor of Object.values(vendors)) {
    const wrong = vendor.defaultMapping.filter(
      ({ from, transform }) => !fields.includes(from) || !isTransform(transform),
    );
    expect(wrong, vendor.name).toEqual([]);
  }
});

describe('a contact that is mapped', () => {
  test('carries fields, answers and fixed words under the CRM’s names, each with who decides', () => {
    const mapping = [
      line('firstName', 'first_name'),
      line('answer:size', 'custom_7', { authority: 'fill-empty' }),
      line('text:Terrain', 'source', { authority: 'newest' }),
      line('attended', 'custom_8'),
    ];
    expect(mapContact(contact, mapping, {})).toMatchObject({
      values: { first_name: 'Ana', custom_7: 'M', source: 'Terrain', custom_8: 0 },
      authority: { first_name: 'terrain', custom_7: 'fill-empty', source: 'newest', custom_8: 'terrain' },
    });
  });

  test('sends nothing of what is empty here, unknown here, or decided over there', () => {
    const mapping = [
      line('lastName', 'last_name'),
      line('answer:gone', 'a'),
      line('toString', 'b'),
      line('firstName', 'c', { authority: 'crm' }),
      line('firstName', 'd', { transform: 'of-a-later-version' }),
    ];
    expect(mapContact(contact, mapping, {})).toMatchObject({ values: {}, authority: {} });
  });

  test('takes for a field with two lines the first that has something to say', () => {
    const mapping = [line('lastName', 'name'), line('firstName', 'name'), line('email', 'name')];
    expect(mapContact(contact, mapping, {}).values).toEqual({ name: 'Ana' });
  });

  test('has its tags and one for each campaign it signed up to, once each, as the organizer chose', () => {
    expect(mapContact(contact, [], {}).tags).toEqual(['Bénévole', 'Porte-à-porte', 'terrain']);
    expect(mapContact(contact, [], { tags: false, tagPrefix: 'T: ' }).tags).toEqual(['T: Porte-à-porte']);
    expect(mapContact(contact, [], { campaignTags: false }).tags).toEqual(['Bénévole', 'terrain']);
    expect(mapContact({ ...contact, tags: ['A', 'a'] }, [], { campaignTags: false }).tags).toHaveLength(1);
  });

  test.each([
    ['upper', 'firstName', 'ANA'],
    ['lower', 'firstName', 'ana'],
    ['date', 'createdAt', '2026-05-31'],
    ['date', 'firstName', null],
    ['date-time', 'createdAt', '2026-05-31 14:00:00'],
    ['date-milliseconds', 'createdAt', 1780185600000],
    ['year', 'createdAt', '2026'],
    ['locale-canada', 'locale', 'fr_CA'],
    ['language-name', 'locale', 'Français'],
    ['language-name', 'firstName', null],
    ['no-spaces', 'postalCode', 'H2X1Y4'],
    ['postal-prefix', 'postalCode', 'H2X'],
    ['phone-national', 'phone', '5145550199'],
    ['semicolons', 'skills', 'calls;doors'],
    ['first-word', 'skills', 'calls'],
    ['number', 'pledgedAmount', 25.5],
    ['number', 'firstName', null],
    ['cents', 'pledgedAmount', 2550],
    ['true-false', 'pledgeKept', false],
    ['true-false', 'firstName', true],
    ['yes-no', 'attended', 'no'],
    ['one-zero', 'pledgedAmount', 1],
  ])('%s of %s is %s', (transform, from, expected) => {
    expect(mapValue(contact, { from, transform })).toBe(expected);
  });
});
