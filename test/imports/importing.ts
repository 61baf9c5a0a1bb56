import { expect } from 'vitest';
import type { Checked, ImportSettings } from '../../src/imports/import-form.ts';
import { findImport, type Import } from '../../src/imports/import-queries.ts';
import { startImport } from '../../src/imports/start-import.ts';
import { storeFile } from '../../src/imports/store-file.ts';
import { undoImport } from '../../src/imports/undo-import.ts';
import type { TestApp } from '../support/app.ts';

type Given = string | Uint8Array;

/** Hands a file over and has it looked through. */
export async function check(t: TestApp, file: Given, settings: Partial<ImportSettings> = {}): Promise<Import> {
  const chosen: ImportSettings = { mapping: null, mode: 'fill', trustLedger: false, ...settings };
  const id = await storeFile(t.deps, {
    organizerId: null,
    filename: 'gens.csv',
    bytes: inTwo(file),
    settings: chosen,
  });
  await t.runDueJobs();
  return await imported(t, id);
}

/** What a check found. */
export function found({ checked, refusal }: Import): Checked {
  if (!checked) throw new Error(`the file was refused: ${refusal?.fault} ${refusal?.subject}`);
  return checked;
}

/** The counts that an organizer sees first. */
export function counts(one: Import): number[] {
  const { fresh, changed, unchanged, refused } = found(one);
  return [fresh, changed, unchanged, refused];
}

/** Has a file looked through and taken in. */
export async function bringIn(t: TestApp, file: Given, settings: Partial<ImportSettings> = {}): Promise<Import> {
  const checked = await check(t, file, settings);
  found(checked);
  await startImport(t.deps, checked.id, null);
  await t.runDueJobs();
  const done = await imported(t, checked.id);
  expect(done.state).toBe('done');
  return done;
}

export async function undo(t: TestApp, { id }: Import): Promise<Import> {
  await undoImport(t.deps, id, null);
  await t.runDueJobs();
  return await imported(t, id);
}

export async function imported(t: TestApp, id: string): Promise<Import> {
  const one = await findImport(t.deps.db, id);
  if (!one) throw new Error('the import is gone');
  return one;
}

/** A file as it arrives: never all at once. */
async function* inTwo(file: Given): AsyncGenerator<Uint8Array> {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  yield bytes.subarray(0, bytes.length >> 1);
  yield bytes.subarray(bytes.length >> 1);
}
