import { admin } from './admin.ts';
import { consents } from './consents.ts';
import { forms } from './forms.ts';
import { mail } from './mail.ts';
import { pages } from './pages.ts';

export const en = { admin, consents, forms, mail, pages };
