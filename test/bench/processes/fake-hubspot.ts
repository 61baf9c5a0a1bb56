import { writeFile } from 'node:fs/promises';
import { startFakeHubSpot } from '../../support/crm/fake-hubspot.ts';

// Says in a file where it is and what lets one in.
const fake = await startFakeHubSpot();
await writeFile(process.env.FILE ?? '', JSON.stringify(fake.credentials));
process.on('SIGTERM', () => void fake.close().then(() => process.exit(0)));
