import { acts } from './acts.ts';
import { admin } from './admin.ts';
import { api } from './api.ts';
import { asks } from './asks.ts';
import { bots } from './bots.ts';
import { broadcasts } from './broadcasts.ts';
import { bulk } from './bulk.ts';
import { consents } from './consents.ts';
import { crm } from './crm.ts';
import { crmActs } from './crm-acts.ts';
import { delivery } from './delivery.ts';
import { door } from './door.ts';
import { editor } from './editor.ts';
import { files } from './files.ts';
import { forms } from './forms.ts';
import { guide } from './guide.ts';
import { kiosk } from './kiosk.ts';
import { mail } from './mail.ts';
import { now } from './now.ts';
import { numbers } from './numbers.ts';
import { outreach } from './outreach.ts';
import { pages } from './pages.ts';
import { people } from './people.ts';
import { privacy } from './privacy.ts';
import { replies } from './replies.ts';
import { screens } from './screens.ts';
import { sections } from './sections.ts';
import { segments } from './segments.ts';
import { sequences } from './sequences.ts';
import { sharing } from './sharing.ts';
import { shifts } from './shifts.ts';
import { sources } from './sources.ts';
import { webhooks } from './webhooks.ts';
import { wordings } from './wordings.ts';

export const en = {
  acts,
  admin,
  api,
  asks,
  bots,
  broadcasts,
  bulk,
  consents,
  crm,
  crmActs,
  door,
  delivery,
  editor,
  files,
  forms,
  guide,
  kiosk,
  mail,
  now,
  numbers,
  outreach,
  pages,
  people,
  privacy,
  replies,
  screens,
  sections,
  segments,
  sequences,
  sharing,
  shifts,
  sources,
  webhooks,
  wordings,
};
