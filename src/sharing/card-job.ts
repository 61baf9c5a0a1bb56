import type { Deps } from '../deps.ts';
import { copyName, copyWidths, readUploaded } from '../ui/uploaded-picture.ts';
import type { CardFacts } from './card-facts.ts';
import type { DrawingJob } from './drawing-thread.ts';

/** What the drawing thread is told of a card; an uploaded picture goes along, for the thread has no store. */
export async function cardJob({ pictures }: Pick<Deps, 'pictures'>, facts: CardFacts): Promise<DrawingJob> {
  const uploaded = readUploaded(facts.picture ?? '');
  if (!uploaded) return { kind: 'card', facts };
  const width = copyWidths(uploaded)[1] ?? uploaded.width;
  const bytes = await pictures.get(copyName(uploaded, width, 'jpg'));
  const picture = bytes && `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`;
  return { kind: 'card', facts, picture };
}
