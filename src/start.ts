import { liveCampaigns } from './campaigns/queries.ts';
import type { Deps } from './deps.ts';
import { seedDemo } from './imports/seed-demo.ts';
import { addOrganizer } from './organizers/add-organizer.ts';
import { createSignInLink } from './organizers/create-sign-in-link.ts';
import { countOrganizers, findOrganizer } from './organizers/queries.ts';
import { runProcess } from './process.ts';

/** Whom the first link signs in; it is printed as long as nobody else was added. */
const firstOrganizer = { email: 'owner@terrain.invalid', name: 'Terrain', role: 'owner' } as const;

await runProcess({ web: true, worker: true, ready: announce });

/** Brings the demo in where there is nothing yet, and says where everything is. */
async function announce(deps: Deps): Promise<void> {
  await seedDemo(deps);
  const { baseUrl, mail } = deps.config;
  const [campaign] = await liveCampaigns(deps.db);
  const where = mail.transport === 'mailbox' ? `${baseUrl}/admin/mailbox` : `sent through ${mail.transport}`;
  console.log(`
Terrain is running.

  Campaign  ${baseUrl}/${campaign?.slug ?? ''}
  Admin     ${await adminAddress(deps)}
  Mail      ${where}
`);
}

async function adminAddress(deps: Deps): Promise<string> {
  const organizers = await countOrganizers(deps.db);
  if (organizers === 0) await addOrganizer(deps, firstOrganizer);
  const alone = organizers === 0 || (organizers === 1 && (await findOrganizer(deps.db, firstOrganizer.email)));
  return alone ? await createSignInLink(deps, firstOrganizer.email) : `${deps.config.baseUrl}/admin`;
}
