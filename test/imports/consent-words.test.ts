import { describe, expect, test } from 'vitest';
import { blockReason, type ConsentWord, isOptOut, readConsent } from '../../src/imports/consent-words.ts';
import { mapHeaders } from '../../src/imports/headers-form.ts';

const list = (words: string) => words.split('|');

describe('a column’s title', () => {
  test.each(
    list(
      'Unsubscribed from all email|Unsubscribed|UNSUB_TIME|hs_email_optout|Opted out of email: Newsletter|Opt-out|OptOut|' +
        'is_opted_out|HasOptedOutOfEmail|No Bulk Emails (User Opt Out)|Do Not Email|do_not_contact|Don’t email|' +
        'Désabonné|Désabonné·e|Désinscrite|Ne pas écrire|Refus des courriels',
    ),
  )('tells that its yes is a no: %s', (header) => expect(isOptOut(header)).toBe(true));

  test.each(
    list(
      'email_opt_in|Email Subscription Status|can2_subscription_status|SMS Opt-In Status|Email consent|Email Marketing|' +
        'Consentement (oui/non)|Infolettre|Abonné|Bulk email|Status|email_consent',
    ),
  )('tells that its yes is a yes: %s', (header) => expect(isOptOut(header)).toBe(false));

  test('of consent or of refusal is known by itself where it can be nothing else', () => {
    const headers = ['email', 'email_opt_in', 'Unsubscribed from all email', 'Désabonné(e)', 'do_not_text', 'Status'];
    expect(mapHeaders(headers)).toEqual(['email', 'mail', 'mail', 'mail', 'texts', null]);
    for (const alone of [
      'is_opted_out',
      'do_not_contact',
      'unsubscribed_at',
      'UNSUB_TIME',
      'Email Marketing',
      'Opt-out',
    ])
      expect(mapHeaders([alone])).toEqual(['mail']);
  });
});

describe('a word of consent', () => {
  const both = ['Email consent', 'Unsubscribed from all email'];
  const refused =
    'unsubscribed|Unsubscribe|withdrawn|opt-out|opted-out|opted out|opt_out|Do not contact|do_not_email|désabonné|' +
    'Désabonné·e|désinscrite|Ne pas écrire|refusé|retirée|cleaned|blocked|STOP';
  const cases: [words: string, consent: ConsentWord, refusal: ConsentWord][] = [
    [
      'yes|Y|true|TRUE|1|oui|OUI|o|vrai|VRAI|x|✓|✔️|2024-01-05 10:11:12|2024-01-05T00:00:00.000Z|05/01/2024',
      'silent',
      'no',
    ],
    ['no|N|false|FALSE|0|non|NON|faux|FAUX', 'not-yes', 'silent'],
    [refused, 'no', 'no'],
    ['not subscribed|non-subscribed|Not-Subscribed|Non abonné|transactional', 'not-yes', 'not-yes'],
    ['subscribed|Opt-In|opted in|granted|abonnée|inscrit·e|implied|exprès', 'silent', 'silent'],
    ['|-|—|n/a|none|unknown|Inconnu|unconfirmed|pending', 'silent', 'silent'],
    ['bouncing|spam complaint|previous bounce', 'blocked', 'blocked'],
    ['maybe|peut-être|?|2|archived|Montréal', 'unknown', 'unknown'],
  ];
  test.each(cases)('%s', (words, ...says) => {
    for (const word of list(words))
      expect([word, ...both.map((one) => readConsent(word, one))]).toEqual([word, ...says]);
  });
});

describe('a word of a blocked address', () => {
  test('is its reason, or a yes, or a no', () => {
    for (const no of list('|n|no|Non|FALSE|faux|FAUX|0|-|none|n/a|not blocked|non bloquée'))
      expect([no, blockReason(no)]).toEqual([no, '']);
    for (const yes of list('y|Yes|oui|TRUE|vrai|1|x|✓')) expect([yes, blockReason(yes)]).toEqual([yes, 'blocked']);
    for (const reason of list('bounced|Boîte pleine|non-existent mailbox|no such user|2024-01-05'))
      expect(blockReason(reason)).toBe(reason);
  });
});
