import { admin } from './admin.ts';
import { kiosk } from './kiosk.ts';
import { mail } from './mail.ts';
import { pages } from './pages.ts';

export const fr = { admin, kiosk, mail, pages };
