// Seals a sign-up so that this device itself cannot read it back: HPKE, base mode, single shot (RFC 9180 sections 5.1.1
// and 6.1), with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, made of WebCrypto's pieces. The other side is
// src/kiosk/sealed.ts. The ephemeral key is forgotten with the call.
(() => {
  const { subtle } = crypto;
  const version = 1;
  const empty = new Uint8Array(0);
  const info = bytesOf('terrain kiosk sign-up');
  const kem = suite('KEM', 0x0010);
  const hpke = suite('HPKE', 0x0010, 0x0001, 0x0002);
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  // What is sealed is filled up with spaces to a multiple of this, so that its length says little.
  const block = 256;

  // `key` is { id, point } of the campaign; the text is bound to `id` (a UUID) and to the key. Base64url of: one byte of
  // version, the key's id, the ephemeral public key, ciphertext and tag.
  async function seal(key, id, text) {
    const header = join(Uint8Array.of(version), uuidBytes(key.id));
    const point = fromBase64(key.point);
    const recipient = await subtle.importKey('raw', point, curve, false, []);
    const own = await subtle.generateKey(curve, false, ['deriveBits']);
    const enc = new Uint8Array(await subtle.exportKey('raw', own.publicKey));
    const shared = await subtle.deriveBits({ name: 'ECDH', public: recipient }, own.privateKey, 256);
    const secret = await encapsulated(new Uint8Array(shared), join(enc, point));
    const { aead, iv } = await keySchedule(secret);
    const plain = bytesOf(text);
    const padded = new Uint8Array(Math.ceil((plain.length + 1) / block) * block).fill(0x20);
    padded.set(plain);
    const additionalData = join(header, uuidBytes(id));
    const ciphertext = await subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, aead, padded);
    return toBase64(join(header, enc, new Uint8Array(ciphertext)));
  }

  async function encapsulated(shared, context) {
    const prk = await labeledExtract(kem, empty, 'eae_prk', shared);
    return await labeledExpand(kem, prk, 'shared_secret', context, 32);
  }

  async function keySchedule(sharedSecret) {
    const context = join(
      Uint8Array.of(0),
      await labeledExtract(hpke, empty, 'psk_id_hash', empty),
      await labeledExtract(hpke, empty, 'info_hash', info),
    );
    const secret = await labeledExtract(hpke, sharedSecret, 'secret', empty);
    const key = await labeledExpand(hpke, secret, 'key', context, 32);
    return {
      aead: await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']),
      iv: await labeledExpand(hpke, secret, 'base_nonce', context, 12),
    };
  }

  function labeledExtract(of, salt, label, material) {
    return hmac(salt, join(bytesOf('HPKE-v1'), of, bytesOf(label), material));
  }

  // Of at most 32 bytes: one round of HKDF's expansion (RFC 5869 section 2.3).
  async function labeledExpand(of, prk, label, context, length) {
    const labeled = join(twoBytes(length), bytesOf('HPKE-v1'), of, bytesOf(label), context, Uint8Array.of(1));
    return (await hmac(prk, labeled)).slice(0, length);
  }

  // An empty key is as good as one of zeros (RFC 2104 section 2), which WebCrypto takes.
  async function hmac(key, text) {
    const bytes = key.length === 0 ? new Uint8Array(32) : key;
    const imported = await subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    return new Uint8Array(await subtle.sign('HMAC', imported, text));
  }

  // A UUIDv7 (RFC 9562 section 5.7): drawn at the moment of signing, by which the server knows a sign-up that comes twice.
  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const now = Date.now();
    for (let index = 0; index < 6; index += 1) bytes[index] = Math.floor(now / 256 ** (5 - index)) % 256;
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  function suite(kind, ...ids) {
    return join(bytesOf(kind), ...ids.map(twoBytes));
  }

  function twoBytes(number) {
    return Uint8Array.of(number >> 8, number & 0xff);
  }

  function bytesOf(text) {
    return new TextEncoder().encode(text);
  }

  function uuidBytes(id) {
    return Uint8Array.from(id.replaceAll('-', '').match(/../g), (pair) => Number.parseInt(pair, 16));
  }

  function join(...parts) {
    const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  function toBase64(bytes) {
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  }

  function fromBase64(text) {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
  }

  globalThis.terrainKiosk = { ...globalThis.terrainKiosk, seal, newId };
})();
