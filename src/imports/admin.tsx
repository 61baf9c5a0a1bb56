import { type Context, Hono } from 'hono';
import { validate as isUuid } from 'uuid';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { readForm } from '../http/read-form.ts';
import { readUpload } from '../http/read-upload.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { FileRefused, readSettings } from './import-form.ts';
import { ImportPage, MissingImportPage } from './import-pages.tsx';
import { findImport, listImports } from './import-queries.ts';
import { ImportsPage } from './pages.tsx';
import { recheckImport } from './recheck-import.ts';
import { startImport } from './start-import.ts';
import { stopImport } from './stop-import.ts';
import { mostFileBytes, storeFile } from './store-file.ts';
import { undoImport } from './undo-import.ts';

const listed = 50;
const renewAfterSeconds = '2';

/** Files of contacts that come in: looked through first, then taken in, stopped or undone; to be mounted at `/admin`. */
export function importsAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  app.use(
    '/imports/*',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
  );

  const list = async (c: Context<AdminEnv>, fault: string | undefined, status: 200 | 422 = 200) => {
    const page = (
      <ImportsPage
        locale={c.get('locale')}
        organizer={c.get('organizer')}
        timezone={deps.config.timezone}
        mostMegabytes={mostFileBytes / 1024 / 1024}
        imports={await listImports(deps.db, listed)}
        fault={fault}
      />
    );
    return await personalPage(c, page, status);
  };

  app.get('/imports', (c) => list(c, undefined));

  app.post('/imports', async (c) => {
    const { filename, bytes } = await readUpload(c);
    if (filename === '') return await list(c, 'no-file', 422);
    try {
      const id = await storeFile(deps, { organizerId: c.get('organizer').id, filename, bytes });
      return seeOther(c, `/admin/imports/${id}`);
    } catch (error) {
      if (error instanceof FileRefused) return await list(c, error.refusal.fault, 422);
      throw error;
    }
  });

  app.get('/imports/:id', async (c) => {
    const id = c.req.param('id');
    const found = isUuid(id) ? await findImport(deps.db, id) : undefined;
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), path: c.req.path };
    if (!found) return await personalPage(c, <MissingImportPage {...shared} />, 404);
    const moves = ['checking', 'running', 'undoing'].includes(found.state);
    // Works without scripts, and where someone reads a page aloud it is the browser that decides.
    const headers: Record<string, string> = moves ? { refresh: renewAfterSeconds } : {};
    return await personalPage(c, <ImportPage {...shared} found={found} />, 200, headers);
  });

  app.post('/imports/:id/check', async (c) => {
    const id = idOf(c);
    const found = await findImport(deps.db, id);
    const settings = readSettings(await readForm(c), found?.checked?.headers.length ?? 0);
    if (found?.checked) await recheckImport(deps, id, settings);
    return seeOther(c, `/admin/imports/${id}`);
  });

  const acts: [act: string, verb: (deps: Deps, id: string, organizerId: string) => Promise<void>][] = [
    ['run', startImport],
    ['stop', stopImport],
    ['undo', undoImport],
  ];
  for (const [act, verb] of acts) {
    app.post(`/imports/:id/${act}`, async (c) => {
      const id = idOf(c);
      await verb(deps, id, c.get('organizer').id);
      return seeOther(c, `/admin/imports/${id}`);
    });
  }
  return app;
}

function idOf(c: Context): string {
  const id = c.req.param('id') ?? '';
  if (!isUuid(id)) throw new AppError('not-found', 'there is no such import');
  return id;
}
