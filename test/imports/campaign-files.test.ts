import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { merge } from '../../src/editor/merge.ts';
import { saveEdit } from '../../src/editor/save-edit.ts';
import { exportCampaign } from '../../src/exports/export-campaign.ts';
import { campaignVersions } from '../../src/imports/campaign-table.ts';
import { editionOf, joinPieces, piecesOf } from '../../src/imports/content-view.ts';
import { type CampaignContent, campaignContent, campaignFile } from '../../src/imports/form.ts';
import { importCampaign } from '../../src/imports/import-campaign.ts';
import { newerVersions } from '../../src/imports/queries.ts';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { everyField } from '../support/every-field.ts';

let t: SignedInTest;
beforeEach(async () => {
  t = await startSignedIn();
});
afterEach(() => t.close());

test('what is exported and imported elsewhere is the same campaign, and importing it again makes no version', async () => {
  await t.deps.db.transaction((tx) => importCampaign(tx, everyField(), t.clock.now()));
  const file = await exportCampaign(t.deps.db, 'questions');
  const elsewhere = campaignFile.parse({ ...file, slug: 'ailleurs' });
  for (let times = 0; times < 2; times += 1)
    await t.deps.db.transaction((tx) => importCampaign(tx, elsewhere, t.clock.now()));
  expect(await exportCampaign(t.deps.db, 'ailleurs')).toEqual({ ...file, slug: 'ailleurs' });
  expect(await t.deps.db.$count(campaignVersions)).toBe(2);
});

test('a file that is older than what an organizer changed is told from one that is not', async () => {
  await addCampaign(t.deps);
  const old = await exportCampaign(t.deps.db, 'essai');
  if (!old) throw new Error('nothing was exported');
  expect(await newerVersions(t.deps.db, old)).toEqual([]);
  const { slug: _, status: __, ...content } = old;
  const mine = { ...content, settings: { ...content.settings, colour: '#123456' } };
  await saveEdit(t.deps, { slug: 'essai', base: 1, mine, organizerId: t.organizerId, fromDraft: false });
  expect((await newerVersions(t.deps.db, old)).map(({ number, changed }) => [number, changed])).toEqual([
    [2, ['settings.colour']],
  ]);
  expect(await newerVersions(t.deps.db, { slug: 'essai' })).toHaveLength(1);
  const current = await exportCampaign(t.deps.db, 'essai');
  expect(await newerVersions(t.deps.db, { slug: 'essai', edition: current?.edition })).toEqual([]);
  expect(await newerVersions(t.deps.db, { slug: 'absent' })).toEqual([]);
});

const content: CampaignContent = campaignContent.parse(aCampaign());

test('a content taken apart and put together is the same, under the same name', () => {
  for (const one of [content, campaignContent.parse(everyField())]) {
    const again = campaignContent.parse(joinPieces(piecesOf(one)));
    expect(again).toEqual(one);
    expect(editionOf(again)).toBe(editionOf(one));
  }
});

test('two edits of different pieces are both in the merge; of the same piece, theirs stands and the conflict is told', () => {
  const names = ['headline', 'ask', 'button', 'thanks', 'share'] as const;
  const edits = fc.dictionary(fc.constantFrom(...names), fc.string({ minLength: 1 }));
  const withWords = (words: object): CampaignContent => ({
    ...content,
    texts: { ...content.texts, fr: { ...aText(), ...words } },
  });
  fc.assert(
    fc.property(edits, edits, (mine, theirs) => {
      const { merged, conflicts } = merge(content, withWords(mine), withWords(theirs));
      const words = campaignContent.parse(merged).texts.fr;
      for (const name of names) {
        const [base, my, their] = [aText()[name], mine[name] ?? aText()[name], theirs[name] ?? aText()[name]];
        expect(words?.[name]).toBe(their === base ? my : their);
        const isConflict = my !== base && their !== base && my !== their;
        expect(conflicts.some(({ path }) => path === `texts.fr.${name}`)).toBe(isConflict);
      }
    }),
  );
});

test('what one took away and another changed is one conflict, and the choice is whole', () => {
  const [[shift], sequence] = [content.shifts, content.sequences.at(-1)];
  const { fr, en } = shift?.texts ?? {};
  if (!shift || !sequence || !fr || !en) throw new Error('there is no date in both languages, or no sequence');
  const cases: [string, Partial<CampaignContent>, Partial<CampaignContent>][] = [
    ['shifts.samedi', { shifts: [] }, { shifts: [{ ...shift, seats: 30, minutes: 90 }] }],
    [
      'shifts.samedi.texts.en',
      { shifts: [{ ...shift, texts: { fr } }] },
      { shifts: [{ ...shift, texts: { fr, en: { ...en, place: 'Library' } } }] },
    ],
    ['texts.en', { texts: { fr: aText() } }, { texts: { ...content.texts, en: { ...aText(), title: 'Doors' } } }],
    [
      `sequences.${sequence.key}`,
      { sequences: content.sequences.slice(0, -1) },
      {
        sequences: content.sequences.with(-1, {
          ...sequence,
          steps: sequence.steps.map((step) => ({ ...step, delayHours: 5 })),
        }),
      },
    ],
  ];
  for (const [path, without, changed] of cases) {
    const [mine, theirs] = [
      { ...content, ...without },
      { ...content, ...changed },
    ];
    expect(merge(content, mine, theirs).conflicts.map((one) => one.path)).toEqual([path]);
    expect(merge(content, theirs, mine).conflicts.map((one) => one.path)).toEqual([path]);
    for (const [whose, wanted] of [
      ['mine', mine],
      ['theirs', theirs],
    ] as const) {
      const { merged, conflicts } = merge(content, mine, theirs, new Map([[path, whose]]));
      expect(conflicts).toEqual([]);
      expect(campaignContent.parse(merged), `${path}, ${whose}`).toEqual(wanted);
    }
    const { merged, conflicts } = merge(content, mine, content);
    expect([conflicts, campaignContent.parse(merged)]).toEqual([[], mine]);
  }
});

function aText() {
  const text = content.texts.fr;
  if (!text) throw new Error('there is no French');
  return text;
}
