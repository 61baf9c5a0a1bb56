import { admin } from './admin.ts';
import { api } from './api.ts';
import { asks } from './asks.ts';
import { bots } from './bots.ts';
import { consents } from './consents.ts';
import { forms } from './forms.ts';
import { mail } from './mail.ts';
import { pages } from './pages.ts';
import { sources } from './sources.ts';

export const fr = { admin, api, asks, bots, consents, forms, mail, pages, sources };
