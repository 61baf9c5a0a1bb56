import { startFakeResend } from '../../support/fake-resend.ts';

const { PORT = '0', RESEND_API_KEY = '' } = process.env;
const fake = await startFakeResend({ port: Number(PORT), apiKey: RESEND_API_KEY });
process.on('SIGTERM', () => void fake.close().then(() => process.exit(0)));
