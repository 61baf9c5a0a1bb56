import type { Campaign } from '../campaigns/queries.ts';
import { requireLive } from '../campaigns/require-live.ts';
import { AppError } from '../errors.ts';
import type { PostedForm } from '../http/read-form.ts';
import { type NewPledge, readPledge } from '../pledges/form.ts';
import type { FormState } from '../ui/form-state.ts';

type Promised = { ok: true; pledge: NewPledge } | { ok: false; form: FormState };

/**
 * Reads a pledge that is made by itself, where it cannot be left out; or the form as it goes back.
 * @throws AppError `closed` where the campaign is over, `gone` where it asks for none.
 */
export function readPromise(form: PostedForm, campaign: Campaign): Promised {
  requireLive(campaign);
  const { pledge, currency } = campaign.settings;
  const read = readPledge(form, pledge && { ...pledge, required: true }, currency);
  if (!read.ok) return { ok: false, form: { values: Object.fromEntries(form), errors: read.errors, token: '' } };
  if (!read.pledge) throw new AppError('gone');
  return { ok: true, pledge: read.pledge };
}
