import { z } from 'zod';
import { openText, placeOf, SealBroken, type Sealing, sealText } from './seal.ts';

const sought = z.object({ contactId: z.string(), email: z.string() });
/** What somebody who was erased here is found by over there, where the CRM's own id never came back. */
type Sought = z.output<typeof sought>;

/** As it is kept until it is done: nobody who has the database alone reads of whom it is. */
export function sealSought(sealing: Sealing, connectorId: string, one: Sought): string {
  return sealText(sealing, placeOf(connectorId, 'farewell'), JSON.stringify(one));
}

/** Undefined where SECRET was changed since: nobody can tell any more of whom it is. */
export function openSought(sealing: Sealing, connectorId: string, sealed: string): Sought | undefined {
  try {
    return sought.parse(JSON.parse(openText(sealing, placeOf(connectorId, 'farewell'), sealed)));
  } catch (error) {
    if (error instanceof SealBroken) return undefined;
    throw error;
  }
}
