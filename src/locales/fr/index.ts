import { admin } from './admin.ts';
import { mail } from './mail.ts';
import { pages } from './pages.ts';
import { sections } from './sections.ts';
import { wordings } from './wordings.ts';

export const fr = { admin, mail, pages, sections, wordings };
