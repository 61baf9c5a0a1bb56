import { admin } from './admin.ts';
import { consents } from './consents.ts';
import { mail } from './mail.ts';
import { pages } from './pages.ts';

export const fr = { admin, consents, mail, pages };
