import { campaign, own, type PersonalTable } from './personal-table.ts';

/** What was written back and forth: a part of the one list in `personal-data.ts`, in its order. */
export const conversationTables: PersonalTable[] = [
  {
    table: 'reply_files',
    key: ['id'],
    by: own,
    merge: { does: 'move' },
    erase: { does: 'delete' },
    copy: { show: { filename: 't.filename', size: 't.size' } },
  },
  {
    table: 'replies',
    key: ['id'],
    by: own,
    merge: { does: 'move' },
    erase: { does: 'delete' },
    copy: { show: { campaign, from: 't.from_address', subject: 't.subject', body: 't.body', at: 't.at' } },
  },
  {
    table: 'answers',
    key: ['id'],
    by: own,
    merge: { does: 'move' },
    erase: { does: 'delete' },
    copy: { show: { campaign, body: 't.body', state: 't.state', at: 't.at', sent_at: 't.sent_at' } },
  },
  {
    table: 'conversations',
    key: ['id'],
    by: own,
    merge: { does: 'move' },
    erase: { does: 'delete' },
    copy: { show: { campaign, waiting_since: 't.waiting_since', last_at: 't.last_at' } },
  },
];
