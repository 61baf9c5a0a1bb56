import { admin } from './admin.ts';
import { consents } from './consents.ts';
import { mail } from './mail.ts';
import { pages } from './pages.ts';

export const en = { admin, consents, mail, pages };
