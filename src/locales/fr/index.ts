import { admin } from './admin.ts';
import { mail } from './mail.ts';
import { pages } from './pages.ts';
import { sharing } from './sharing.ts';

export const fr = { admin, mail, pages, sharing };
