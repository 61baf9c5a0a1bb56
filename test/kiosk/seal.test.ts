import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeKeyPair, unlockKey } from '../../src/kiosk/key-box.ts';
import { keyIdOf, openSealed } from '../../src/kiosk/sealed.ts';
import { loadScripts } from './device.ts';

const secret = 'a secret that only this test knows, 42';
const keyId = '0198c0de-0000-7000-8000-000000000001';
const { seal, newId } = await loadScripts();

const pair = makeKeyPair(secret, keyId);
const privateKey = unlockKey(secret, keyId, pair.lockedPrivateKey) ?? Buffer.alloc(0);
const key = { id: keyId, point: pair.publicKey };
const email = { purpose: 'follow-up' as const, channel: 'email' as const, subject: '', posted: 'consent' };
const wording = { consents: [{ ...email, wording: 'J’accepte.', version: 'quebec/1' }], signature: 'abc' };

function signed(form: string) {
  return { at: new Date('2026-06-13T14:30:00Z'), locale: 'fr' as const, form, wording };
}

async function sealForm(form: string, id: string): Promise<string> {
  const content = signed(form);
  return await seal(key, id, JSON.stringify({ ...content, at: content.at.getTime() }));
}

test('what a device seals is opened as it was signed, whatever was typed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 3_000 }), async (form) => {
      const id = newId();
      expect(openSealed(await sealForm(form, id), id, privateKey)).toEqual(signed(form));
    }),
    { numRuns: 60 },
  );
});

test('changed anywhere, or cut off, it is not opened', async () => {
  const id = newId();
  const sealed = await sealForm('email=ada%40example.org', id);
  const bytes = Buffer.from(sealed, 'base64url');
  await fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ flip;
      expect(openSealed(changed.toString('base64url'), id, privateKey)).toBeUndefined();
    }),
  );
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), (length) => {
      expect(openSealed(bytes.subarray(0, length).toString('base64url'), id, privateKey)).toBeUndefined();
    }),
  );
});

test('any text at all is opened or not, and throws nothing', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (sealed, id) => {
      expect(openSealed(sealed, id, privateKey)).toBeUndefined();
    }),
  );
});

test('under another id, or with another key, it is not opened', async () => {
  const id = newId();
  const sealed = await sealForm('email=ada%40example.org', id);
  const other = makeKeyPair(secret, keyId);
  expect(openSealed(sealed, newId(), privateKey)).toBeUndefined();
  const otherKey = unlockKey(secret, keyId, other.lockedPrivateKey) ?? Buffer.alloc(0);
  expect(openSealed(sealed, id, otherKey)).toBeUndefined();
  expect(keyIdOf(sealed)).toBe(keyId);
});

test('the length of what is sealed says little of what was typed', async () => {
  const [short, long] = await Promise.all([sealForm('a', newId()), sealForm('a'.repeat(30), newId())]);
  expect(short.length).toBe(long.length);
});

test('two seals of the same are not alike', async () => {
  const id = newId();
  expect(await sealForm('a', id)).not.toBe(await sealForm('a', id));
});

test('a private key is unlocked with its SECRET and in its own row alone', () => {
  expect(privateKey).toHaveLength(32);
  expect(unlockKey('another secret, just as long as that, 43', keyId, pair.lockedPrivateKey)).toBeUndefined();
  expect(unlockKey(secret, '0198c0de-0000-7000-8000-000000000002', pair.lockedPrivateKey)).toBeUndefined();
  expect(unlockKey(secret, keyId, `A${pair.lockedPrivateKey.slice(1)}`)).toBeUndefined();
  expect(unlockKey(secret, keyId, '')).toBeUndefined();
});

test('ids are UUIDs of version 7, in order', async () => {
  const first = newId();
  await new Promise((resolve) => setTimeout(resolve, 2));
  const second = newId();
  expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(first < second).toBe(true);
});
