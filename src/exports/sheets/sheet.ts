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
  const ofCampaign = campaignId && sheet.campaign ? `and ${sheet.campaign} = ${escapeLiteral(campaignId)}` : '';
  return `copy (
    ${ctes.length > 0 ? `with ${ctes.join(', ')}` : ''}
    select ${selectList(columns)} from ${sheet.from}
    where ${peopleOnly ? 'c.erased_at is null' : 'true'} ${isChosen(byContact, sheet.contact)} ${ofCampaign}
    order by ${sheet.order}
  ) ${copyEnd(layout)}`;
}
