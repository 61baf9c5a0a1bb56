import { type CachedBody, cacheBody } from '../http/cached-body.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { createDrawer, type Drawer } from './drawer.ts';
import type { Drawing, DrawingJob } from './drawing-thread.ts';

/** A picture that is ready to be sent, and what is missing from it. */
type ReadyPicture = { body: CachedBody; leftOut: string[] };

/** Pictures by the name of their content, of about a hundred kilobytes each. */
export type PictureCache = {
  /** The picture of that name, drawn now if need be; undefined when too many wait to be drawn. */
  find(name: string, job: DrawingJob): Promise<ReadyPicture | undefined>;
};

/** Two for each language of a campaign, more while its figures change. */
const usualMost = 64;

/** Keeps so many pictures, those asked for last. However many ask for one at once, it is drawn once. */
export function createPictureCache(drawer: Drawer = createDrawer(), most = usualMost): PictureCache {
  const pictures = new Map<string, Promise<ReadyPicture>>();
  return {
    find: async (name, job) => {
      const picture = pictures.get(name) ?? drawer.draw(job)?.then(makeReady);
      if (!picture) return undefined;
      // To the end of the line, where the one asked for last stands.
      pictures.delete(name);
      pictures.set(name, picture);
      const [oldest] = pictures.keys();
      if (oldest !== undefined && pictures.size > most) pictures.delete(oldest);
      try {
        return await picture;
      } catch (error) {
        if (pictures.get(name) === picture) pictures.delete(name);
        throw error;
      }
    },
  };
}

async function makeReady({ png, leftOut }: Drawing): Promise<ReadyPicture> {
  const headers = { ...securityHeaders, 'content-type': 'image/png' };
  return { body: await cacheBody(Buffer.from(png), headers, { quality: 0, compress: false }), leftOut };
}
