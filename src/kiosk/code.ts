/** An address as a QR code (ISO/IEC 18004), in SVG; `width` in pixels, as wide as its place when left out. */
export async function codeSvg(url: string, width?: number): Promise<string> {
  // Loaded with the first code: starting does not wait for it.
  const { default: QRCode } = await import('qrcode');
  return await QRCode.toString(url, { type: 'svg', margin: 2, ...(width === undefined ? {} : { width }) });
}
