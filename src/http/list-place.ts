/** The place in a list by time after which a page begins: the moment and the id of the last line above. */
export type ListPlace = { at: Date; id: string };

const written = /^([\d.:TZ-]{20,32})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** A place as a link carries it; undefined for what is none. */
export function readPlace(text: string | undefined): ListPlace | undefined {
  const [, moment = '', id = ''] = written.exec(text ?? '') ?? [];
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? undefined : { at, id };
}

export function writePlace({ at, id }: ListPlace): string {
  return `${at.toISOString()}_${id}`;
}
