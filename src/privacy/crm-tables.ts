import { followsAddress, own, type PersonalTable } from './personal-table.ts';

const connector = '(select name from crm_connectors where crm_connectors.id = t.connector_id)';

/** What the CRMs were told of a person: a part of the one list in `personal-data.ts`, in its order. */
export const crmTables: PersonalTable[] = [
  {
    table: 'crm_changes',
    key: ['id'],
    by: { id: 'contact_id' },
    merge: followsAddress,
    erase: { does: 'delete' },
    copy: { why: 'it says for a second that something changed; what changed is in the other parts' },
  },
  {
    table: 'crm_sync_states',
    key: ['connector_id', 'contact_id'],
    by: own,
    // `say-farewell.ts` remembers which record over there stands for nobody any more.
    merge: { does: 'own', onePer: ['connector_id'] },
    erase: { does: 'delete' },
    copy: { show: { connector, state: 't.state', remote_id: 't.remote_id', pushed_at: 't.pushed_at' } },
  },
  {
    table: 'crm_pushes',
    key: ['id'],
    by: own,
    merge: { does: 'move' },
    erase: { does: 'delete' },
    copy: { show: { connector, result: 't.result', sent: 't.sent', at: 't.at' } },
  },
  {
    table: 'crm_findings',
    key: ['run_id', 'contact_id', 'what'],
    by: own,
    merge: { does: 'move', onePer: ['run_id', 'what'] },
    erase: { does: 'delete' },
    copy: { why: 'it compares what is in the other parts with what a CRM holds' },
  },
  {
    table: 'crm_farewells',
    key: ['id'],
    by: { id: 'former_id' },
    merge: followsAddress,
    // `say-farewell.ts` leaves of it the CRM's own id, until the CRM has let go of the person too.
    erase: { does: 'own' },
    copy: { why: 'it holds ids of a record that a CRM is asked to let go of' },
  },
  {
    table: 'crm_heard',
    key: ['connector_id', 'contact_id', 'remote_id'],
    by: own,
    // What it led to stands in the ledger, and follows the contact.
    merge: { does: 'move', onePer: ['connector_id', 'remote_id'] },
    erase: { does: 'delete' },
    copy: { show: { connector, subscription: 't.subscription', at: 't.at' } },
  },
];
