import { admin } from './admin.ts';
import { api } from './api.ts';
import { asks } from './asks.ts';
import { bots } from './bots.ts';
import { consents } from './consents.ts';
import { forms } from './forms.ts';
import { kiosk } from './kiosk.ts';
import { mail } from './mail.ts';
import { pages } from './pages.ts';
import { sections } from './sections.ts';
import { sharing } from './sharing.ts';
import { sources } from './sources.ts';
import { wordings } from './wordings.ts';

export const fr = { admin, api, asks, bots, consents, forms, kiosk, mail, pages, sections, sharing, sources, wordings };
