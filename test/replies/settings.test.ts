import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';

const imap = { IMAP_URL: 'imaps://replies:secret@mail.example.org/INBOX' };
const key = { RESEND_API_KEY: 're_key', MAIL_FROM: 'terrain@example.org' };
const resend = { ...key, RESEND_WEBHOOK_SECRET: 'whsec_c2VjcmV0' };

describe('where replies go', () => {
  test.each([
    ['a domain that Resend receives for', { REPLY_ADDRESS: 'Reply.Example.org', ...resend }, undefined],
    ['a mailbox that takes a plus', { REPLY_ADDRESS: 'replies@reply.example.org', ...imap }, 'replies'],
  ])('may be %s', (_, env, local) => {
    expect(readConfig(env).replies).toEqual({ local, domain: 'reply.example.org' });
  });

  test('is the sender’s own address where nothing is set', () => {
    expect(readConfig({})).toMatchObject({ replies: undefined, imap: undefined });
  });

  test.each([
    ['no way for them to come in', { REPLY_ADDRESS: 'reply.example.org' }, 'REPLY_ADDRESS: needs a way'],
    [
      'a webhook that cannot be trusted',
      { REPLY_ADDRESS: 'reply.example.org', ...key },
      'RESEND_WEBHOOK_SECRET: required',
    ],
    ['a mailbox without its address', imap, 'REPLY_ADDRESS: required with IMAP_URL'],
    ['a folder without a mailbox', { IMAP_MOVE_TO: 'Done' }, 'IMAP_URL: required with IMAP_MOVE_TO'],
    [
      'a folder without a mailbox, beside Resend',
      { REPLY_ADDRESS: 'reply.example.org', IMAP_MOVE_TO: 'Done', ...resend },
      'IMAP_URL: required with IMAP_MOVE_TO',
    ],
    ['an address with a plus', { REPLY_ADDRESS: 'replies+x@example.org', ...imap }, 'REPLY_ADDRESS: must be'],
    [
      'one too long for the token',
      { REPLY_ADDRESS: `${'a'.repeat(20)}@example.org`, ...imap },
      'REPLY_ADDRESS: must be',
    ],
    ['a mailbox of another kind', { REPLY_ADDRESS: 'r@example.org', IMAP_URL: 'pop3://x' }, 'IMAP_URL: must be'],
  ])('stops the start with %s', (_, env, message) => {
    expect(() => readConfig(env)).toThrow(message);
  });
});
