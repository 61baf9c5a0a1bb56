import { describe, expect, test } from 'vitest';
import { maskSecrets } from '../../src/crm/mask.ts';
import { isSealedWith, openText, SealBroken, sealText } from '../../src/crm/seal.ts';

const secret = 'a-secret-of-the-installation-0123456789';
const newSecret = 'another-secret-of-the-installation-9876';

describe('a sealed secret', () => {
  test('opens for the connector it was sealed for, whatever characters it has', () => {
    for (const text of ['', 'clé d’accès ☃', 'x'.repeat(5000)]) {
      expect(openText({ secret }, 'one', sealText({ secret }, 'one', text))).toBe(text);
    }
  });

  test('never looks the same twice, and holds nothing of what it hides', () => {
    const [one, two] = [sealText({ secret }, 'one', 'hidden-key'), sealText({ secret }, 'one', 'hidden-key')];
    expect(one).not.toBe(two);
    expect(Buffer.from(one.split('.').at(-1) ?? '', 'base64url').toString('latin1')).not.toContain('hidden');
  });

  test('does not open in another connector’s row, nor after a single bit was changed', () => {
    const sealed = sealText({ secret }, 'one', 'hidden-key');
    expect(() => openText({ secret }, 'two', sealed)).toThrow(SealBroken);
    for (const part of [2, 3]) {
      const parts = sealed.split('.');
      const bytes = Buffer.from(parts[part] ?? '', 'base64url');
      bytes.writeUInt8(bytes.readUInt8(3) ^ 1, 3);
      parts[part] = bytes.toString('base64url');
      expect(() => openText({ secret }, 'one', parts.join('.'))).toThrow(SealBroken);
    }
    for (const broken of ['', 'v1', `v2${sealed.slice(2)}`, sealed.slice(0, -30), 'plain text'])
      expect(() => openText({ secret }, 'one', broken), broken).toThrow(SealBroken);
  });

  test('opens with the secret before while it is set, and not without it', () => {
    const sealed = sealText({ secret }, 'one', 'hidden-key');
    expect(openText({ secret: newSecret, oldSecret: secret }, 'one', sealed)).toBe('hidden-key');
    expect(() => openText({ secret: newSecret }, 'one', sealed)).toThrow(SealBroken);
    expect(isSealedWith(secret, sealed)).toBe(true);
    expect(isSealedWith(newSecret, sealed)).toBe(false);
    expect(isSealedWith(newSecret, sealText({ secret: newSecret, oldSecret: secret }, 'one', 'x'))).toBe(true);
  });
});

describe('masking', () => {
  test.each([
    ['as it is', 'key=s3cr3t/+k&y failed'],
    ['in an address', `https://crm.example.org/?key=${encodeURIComponent('s3cr3t/+k&y')}`],
    ['in a form', new URLSearchParams({ key: 's3cr3t/+k&y' }).toString()],
    ['in JSON', JSON.stringify({ key: 's3cr3t/+k&y' })],
    ['in base64', Buffer.from('s3cr3t/+k&y').toString('base64')],
    ['in a header', 'Authorization: Bearer abcdefghijkl.mno'],
  ])('finds a secret %s', (_, text) => {
    const masked = maskSecrets(text, ['s3cr3t/+k&y']);
    expect(masked).toContain('•••');
    expect(masked).not.toMatch(/s3cr3t|czNjcjN0|abcdefghijkl/);
  });

  test('leaves a text without secrets as it is', () => {
    expect(maskSecrets('DB Error: already exists', ['', 'key', 's3cr3t'])).toBe('DB Error: already exists');
  });
});
