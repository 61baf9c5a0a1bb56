import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** A source file: its path from the repository's root, with slashes, and what it says. */
export type SourceFile = { path: string; text: string };

/** One import of a file. `target` is a path from the root for one of ours, else the package as it is named. */
export type Import = { target: string; ours: boolean; typeOnly: boolean };

/** Every TypeScript file below the folders. */
export async function readSources(...folders: string[]): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const folder of folders) {
    for (const name of await readdir(folder, { recursive: true })) {
      if (!/\.tsx?$/.test(name)) continue;
      const file = path.join(folder, name);
      files.push({ path: file.split(path.sep).join('/'), text: await readFile(file, 'utf8') });
    }
  }
  return files;
}

const statement = /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm;

/** The imports, re-exports and dynamic imports of a file. */
export function importsOf({ path: from, text }: SourceFile): Import[] {
  return [...text.matchAll(statement)].map(([, typeWord, named, dynamic]) => {
    const target = named ?? dynamic ?? '';
    const ours = target.startsWith('.');
    return {
      target: ours ? path.posix.join(path.posix.dirname(from), target) : target,
      ours,
      typeOnly: typeWord !== undefined,
    };
  });
}
