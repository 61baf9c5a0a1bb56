import type { Deps } from '../deps.ts';
import type { CampaignFile } from '../imports/form.ts';
import { readUploaded } from '../ui/uploaded-picture.ts';
import { exportCampaign } from './export-campaign.ts';

/** A campaign as its file, with the picture that was uploaded for it, so that it can be brought in anywhere. */
export async function exportWithPictures(
  { db, pictures }: Pick<Deps, 'db' | 'pictures'>,
  slug: string,
): Promise<CampaignFile | undefined> {
  const file = await exportCampaign(db, slug);
  if (!file || !readUploaded(file.settings.picture)) return file;
  const name = file.settings.picture;
  const bytes = await pictures.get(name);
  return bytes ? { ...file, pictures: [{ name, data: Buffer.from(bytes).toString('base64') }] } : file;
}
