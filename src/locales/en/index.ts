import { admin } from './admin.ts';
import { asks } from './asks.ts';
import { mail } from './mail.ts';
import { pages } from './pages.ts';
import { sources } from './sources.ts';

export const en = { admin, asks, mail, pages, sources };
