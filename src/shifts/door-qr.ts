import QRCode from 'qrcode';
import { signToken } from '../http/token.ts';

const day = 24 * 3_600_000;

/**
 * A booking's QR code as SVG: a signed token, good until the day after the shift, that whoever is at the door scans. It
 * opens nothing: only an organizer's check-in page can do something with it.
 */
export async function doorQr(secret: string, booking: { id: string; shift: { endsAt: Date } }): Promise<string> {
  const token = signToken(secret, 'door', { ids: [booking.id], at: new Date(booking.shift.endsAt.getTime() + day) });
  const colours = { dark: '#000000ff', light: '#ffffffff' };
  return await QRCode.toString(token, { type: 'svg', errorCorrectionLevel: 'M', margin: 3, color: colours });
}
