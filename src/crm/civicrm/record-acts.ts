import { messages } from '../../locales/index.ts';
import { CallFailed } from '../call-failed.ts';
import type { Act } from '../connector.ts';
import { addMissing, leaveOut } from './add-missing.ts';
import type { Client } from './client.ts';
import type { Session, There } from './push.ts';
import { activityOf, optionsField } from './types.ts';

/** What an activity of ours begins with in its details: an activity has no identifier for others' use. */
const mark = 'Terrain ';

/** Records what people did as completed activities, each once: those that carry an act's id already are not made again. */
export async function recordActs(session: Session, there: There[]): Promise<void> {
  const acts = there.flatMap((standing) =>
    standing.contact.acts.filter(({ kind }) => kind !== 'pledge').map((act) => ({ standing, act })),
  );
  if (acts.length === 0) return;
  const { client, options } = session;
  if (session.denied.has('activities'))
    return leaveOut(
      'activities',
      acts.map(({ standing }) => ({ of: [standing] })),
    );
  const had = await client.ask('ActivityContact', 'get', {
    select: ['contact_id', 'activity_id.details'],
    where: [
      ['contact_id', 'IN', [...new Set(acts.map(({ standing }) => standing.remoteId))]],
      ['record_type_id:name', '=', 'Activity Targets'],
      ['activity_id.details', 'LIKE', `${mark}%`],
    ],
    limit: 0,
  });
  if (!had.ok && had.why === 'failed')
    throw new CallFailed('answer-not-understood', `ActivityContact/get: ${had.message}`);
  // Who may not read them could not tell which are there already, and would make them twice.
  if (!had.ok) {
    session.denied.add('activities');
    return leaveOut(
      'activities',
      acts.map(({ standing }) => ({ of: [standing] })),
    );
  }
  const done = new Set(
    activityOf
      .array()
      .parse(had.values)
      .map((one) => one['activity_id.details']),
  );
  const missing = acts.filter(({ act }) => !done.has(detailsOf(act)));
  if (missing.length === 0) return;
  const type = await typeOf(client);
  await addMissing(session, {
    what: 'activities',
    entity: 'Activity',
    adding: missing.map(({ standing, act }) => ({
      record: {
        activity_type_id: type,
        'status_id:name': act.kind === 'booking' ? 'Scheduled' : 'Completed',
        source_contact_id: 'user_contact_id',
        target_contact_id: [standing.remoteId],
        subject: subjectOf(act, options.locale),
        // It reads the zone, and keeps the time in its own.
        activity_date_time: act.at.toISOString(),
        details: detailsOf(act),
      },
      of: [standing],
    })),
  });
}

/** An activity type of the organizer's own called Terrain, else a meeting; it was in every CiviCRM once. */
async function typeOf(client: Client): Promise<number | string> {
  const [one] = await client.get(
    'Activity',
    optionsField,
    {
      action: 'create',
      loadOptions: ['id', 'name'],
      where: [['name', '=', 'activity_type_id']],
      select: ['name', 'options'],
    },
    'getFields',
  );
  const types = one?.options ?? [];
  const named = (name: string) => types.find((type) => type.name.toLowerCase() === name)?.id;
  return named('terrain') ?? named('meeting') ?? types[0]?.id ?? '';
}

function detailsOf(act: Act): string {
  return `${mark}${act.id}`;
}

function subjectOf(act: Act, locale: 'fr' | 'en'): string {
  const words: Record<string, string> = messages(locale).crmActs;
  return [...`${words[act.kind] ?? act.kind}: ${act.campaign.title}`.toWellFormed()].slice(0, 255).join('');
}
