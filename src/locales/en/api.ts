import type { api as original } from '../fr/api.ts';

export const api: typeof original = {
  title: 'Terrain’s API',
  lead: 'So that another site or an app can sign people up to your campaigns, by the same rules as the form.',
  start: 'Try it',
  startText: 'Paste these lines in Terrain’s folder. The first makes a key, which is shown only once.',
  noCampaign: 'No campaign is open: the example will be here as soon as there is one.',
  startAgain: 'A second time, the answer is the same, with 200 instead of 201: twice is once.',
  keysTitle: 'Two kinds of keys',
  keys: [
    'A secret token, for a server, in the Authorization header. It must never stand in a page.',
    'An origin, for the pages of another site: without a secret, from that origin alone, and with the same traps as the form. Read the campaign first: it gives the form’s signature (form), and the sum to do (challenge) while bots are hammering it.',
  ],
  languages: 'The language is that of “locale”, or else that of the Accept-Language header.',
  twice:
    'Each sign-up carries an Idempotency-Key header of your choosing: sent again with the same key, it is the same sign-up. It can be left out where the same “form” and the same answers are sent again.',
  machine: (file) => `The same for machines: ${file}`,
  field: 'Field',
  about: 'Description',
  required: 'required',
  parameters: 'Parameters and headers',
  body: 'Body of the request',
  answers: 'Answers',
  answer: 'What the answer holds',
  problemsTitle: 'What can go wrong',
  problemsText:
    'A refusal is a document of application/problem+json (RFC 9457). “code” is one of the words below, and “errors” points at each field to look at again.',
  operations: {
    readCampaign: { title: 'Read a campaign', text: 'All that is needed to draw its form. No key.' },
    signUp: {
      title: 'Sign someone up',
      text: 'Answers once the sign-up is recorded for good, with the address of the next ask.',
    },
  },
  headers: {
    slug: 'The campaign’s name in its addresses.',
    authorization: 'Bearer and the token. For a page of an allowed origin: nothing.',
    idempotencyKey: '1 to 255 visible ASCII characters, another one for each sign-up.',
    acceptLanguage: 'fr or en.',
  },
  statuses: {
    read: 'The campaign',
    created: 'The sign-up is recorded',
    again: 'It had been before: the same answer',
  },
  schemas: {
    email: 'The person’s e-mail address.',
    firstName: 'First name.',
    asked: 'Where the campaign asks for it; passed over otherwise.',
    answers: 'Answers to the campaign’s own fields, by name.',
    amount: 'A pledge of money, in units of the currency: 25 or 25.50.',
    frequency: 'How often the pledge of money is.',
    count: 'A pledge of hours or actions.',
    consent:
      'true only where the person has ticked the sentence that the campaign gives, word for word and never ticked beforehand.',
    consents: 'The other consents, by name, on the same terms.',
    locale: 'The person’s language.',
    form: 'The form’s signature as the campaign gave it. Required of a page; good for three days.',
    edition: 'The edition of the sentences that the person read beside the boxes, as the campaign gave it.',
    website: 'A field that people do not see. To be sent as it is, empty or not.',
    proof: 'The solution of “challenge” (ALTCHA, version 2) in base64, where the campaign gives one.',
    attribution:
      'Where the person came from: the link’s utm_… words, the host of the site that led there (from), the share code (by).',
    clientAddress:
      'With a token: the person’s IP address. It counts for the limits, and only a fingerprint of it is kept.',
    id: 'To be quoted if you write to us.',
    next: 'Where to lead the person now: the pledge, the shifts, sharing. For that person alone.',
    slug: 'The campaign’s name in its addresses.',
    url: 'The address of its page.',
    locales: 'The languages that the campaign exists in.',
    words: 'Its words, in the language that was asked for.',
    answeredIn: 'The answer’s language.',
    fields: 'The fields to ask for, in order.',
    pledge: 'The pledge to ask for, if any.',
    wordings: 'The boxes to show, with their exact sentence: it is what the ledger keeps.',
    editionGiven:
      'The edition of these sentences, to be sent back with the sign-up: if one has changed since, the sign-up comes back.',
    who: 'The line to keep in sight: who gets the answers, and how to leave.',
    token: 'The signature to send back with the sign-up.',
    hiddenField: 'The name of the field to hide from people, which catches bots.',
    challenge: 'The sum to do before sending, while bots are hammering the campaign.',
    example: 'The least that the campaign takes.',
  },
  problems: {
    malformed: { title: 'Cannot be read', detail: 'The body is not a JSON object in UTF-8 as described here.' },
    'idempotency-key-missing': {
      title: 'There is no Idempotency-Key header',
      detail: 'Add one of 1 to 255 visible ASCII characters, or send back “form” as you got it.',
    },
    'edition-missing': {
      title: 'The edition of the sentences is missing',
      detail:
        'A consent is given to a sentence that was read: send “edition” as the campaign gave it with its sentences.',
    },
    'token-unknown': {
      title: 'Unknown key',
      detail: 'Give a valid token in the Authorization header, or call from an allowed origin.',
    },
    'origin-not-allowed': {
      title: 'Origin not allowed',
      detail: 'No key lets this origin sign people up to this campaign.',
    },
    'campaign-not-allowed': { title: 'Not for this campaign', detail: 'This key belongs to another campaign.' },
    'not-found': { title: 'Not found', detail: 'There is nothing at this address.' },
    'method-not-allowed': { title: 'Method refused', detail: 'The Allow header names those that this address knows.' },
    closed: { title: 'Campaign over', detail: 'It takes no more sign-ups.' },
    'too-large': { title: 'Too long', detail: 'The body is over 64 KiB.' },
    'unsupported-type': { title: 'Not JSON', detail: 'Send Content-Type: application/json.' },
    invalid: {
      title: 'Some answers need another look',
      detail: 'Each field is named, with a sentence to show the person.',
    },
    'idempotency-key-reused': {
      title: 'This key has been used',
      detail: 'Another sign-up was sent with the same Idempotency-Key. Take a new one for each.',
    },
    'form-stale': {
      title: 'Form out of date',
      detail:
        'The signature is missing, not ours, or more than three days old. Read the campaign again and send again.',
    },
    reworded: {
      title: 'A sentence has changed',
      detail:
        'A sentence that was ticked is no longer the one that the person read. Read the campaign again and ask anew.',
    },
    'too-quick': { title: 'Sent too quickly', detail: 'A person takes longer. Send the same again in a moment.' },
    trap: { title: 'A hidden field was filled in', detail: 'Empty it and send again.' },
    'proof-required': {
      title: 'A sum is asked for',
      detail: 'Bots are hammering the campaign. Read it again, do the sum of “challenge” and send again with “proof”.',
    },
    'too-many': { title: 'Too many', detail: 'Wait as many seconds as Retry-After says, then send again.' },
    unexpected: {
      title: 'Something went wrong on our side',
      detail: 'The team has been told. Send again with the same key: it will never be twice.',
    },
    unavailable: {
      title: 'We are catching our breath',
      detail:
        'Nothing could be confirmed. Wait for Retry-After and send again with the same key: it will never be twice.',
    },
  },
  admin: {
    title: 'API keys',
    lead: 'Who may sign people up from another site or a server.',
    docs: 'The API’s documentation',
    empty: 'There is no key. Make one on the command line:',
    revoke: 'To make one, or to revoke one:',
    name: 'Name',
    kind: 'Kind',
    token: (perMinute) => `Token, ${perMinute} sign-ups a minute at most`,
    campaign: 'Campaign',
    all: 'all',
    added: 'Made',
    used: 'Last used',
    never: 'never',
    state: 'State',
    active: 'Active',
    revoked: (when) => `Revoked ${when}`,
    link: 'API keys',
  },
};
