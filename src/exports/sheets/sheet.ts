import { escapeLiteral } from 'pg';
import { type Column, chosenColumns, copyEnd, type Layout, selectList } from '../column.ts';
import { type ContactsFilter, chosenCte, isChosen } from '../contacts-csv.ts';

/** A file of something other than contacts: a line for each pledge, booking, report … */
export type Sheet = {
  columns: readonly Column[];
  /** What stands after `from`; `c` is the line's contact. */
  from: string;
  /** The column that names the line's contact, and the one that names its campaign. */
  contact: string;
  campaign?: string;
  /** A condition on lines that hold for every campaign: they go along with each that their contact signed up to. */
  everywhere?: string;
  /** One line after the other by this. */
  order: string;
};

/** `peopleOnly`: without the lines that those who were erased left to the totals. */
type Lines = ContactsFilter & Layout & { peopleOnly?: boolean };

/** The statement that writes a sheet as CSV: of every contact, or of the chosen ones and the one campaign. */
export function sheetStatement(sheet: Sheet, { campaignId, chosen, peopleOnly, ...layout }: Lines): string {
  const columns = chosenColumns(sheet.columns, layout);
  // Where the lines have no campaign of their own, their contacts' sign-ups say which are the campaign's.
  const byContact = { ...(chosen ? { chosen } : {}), ...(campaignId && !sheet.campaign ? { campaignId } : {}) };
  const ctes = chosenCte(byContact);
  const which = `${isChosen(byContact, sheet.contact)} ${isOfCampaign(sheet, campaignId)}`;
  return `copy (
    ${ctes.length > 0 ? `with ${ctes.join(', ')}` : ''}
    select ${selectList(columns)} from ${sheet.from}
    where ${peopleOnly ? 'c.erased_at is null' : 'true'} ${which}
    order by ${sheet.order}
  ) ${copyEnd(layout)}`;
}

/** A condition, begun with `and`, that a line is one of the campaign's, where there is one to go by. */
function isOfCampaign({ campaign, contact, everywhere }: Sheet, campaignId: string | undefined): string {
  if (!campaignId || !campaign) return '';
  const id = escapeLiteral(campaignId);
  const own = `${campaign} = ${id}`;
  if (!everywhere) return `and ${own}`;
  return `and (${own} or (${everywhere}) and ${contact} in (select contact_id from signups where campaign_id = ${id}))`;
}
