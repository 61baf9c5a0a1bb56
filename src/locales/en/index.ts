import { admin } from './admin.ts';
import { api } from './api.ts';
import { bots } from './bots.ts';
import { consents } from './consents.ts';
import { forms } from './forms.ts';
import { mail } from './mail.ts';
import { pages } from './pages.ts';

export const en = { admin, api, bots, consents, forms, mail, pages };
