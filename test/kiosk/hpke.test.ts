import { expect, test } from 'vitest';
import { openHpke } from '../../src/kiosk/hpke.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

/** RFC 9180, appendix A.3.1: P-256, base mode, first message. Its AEAD is the shorter one; all else is ours. */
test('what the standard’s own example sealed is opened', () => {
  const opened = openHpke(
    hex('f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2'),
    {
      enc: hex(
        '04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4',
      ),
      info: Buffer.from('Ode on a Grecian Urn'),
      aad: Buffer.from('Count-0'),
      ciphertext: hex('5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434'),
    },
    { id: 1, keyBytes: 16, cipher: 'aes-128-gcm' },
  );
  expect(opened.toString()).toBe('Beauty is truth, truth beauty');
});
