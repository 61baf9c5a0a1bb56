import { toString as drawCode } from 'qrcode';

/** An authenticator app's address (`otpauth://…`) as an SVG to scan, and its secret in groups of four to type. */
export async function drawAddress(address: string): Promise<{ drawing: string; text: string }> {
  const secret = new URL(address).searchParams.get('secret') ?? '';
  const drawing = await drawCode(address, { type: 'svg', margin: 2, width: 220 });
  return { drawing, text: secret.replaceAll(/(.{4})(?=.)/g, '$1 ') };
}
