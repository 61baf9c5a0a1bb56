import { first, type PostedForm } from '../http/read-form.ts';
import { readNote } from '../notes/form.ts';
import type { ConversationShow } from './queries.ts';

export function readConversationShow(asked: string | undefined): ConversationShow {
  return asked === 'all' ? 'all' : 'waiting';
}

/** An answer as typed, or what is wrong with it. It is bounded as a note is. */
export function readAnswer(
  form: PostedForm,
): { ok: true; body: string } | { ok: false; error: 'emptyAnswer' | 'tooLong' | 'characters' } {
  const note = readNote(first(form, 'text'));
  if (!note.ok) return { ok: false, error: note.error === 'too-long' ? 'tooLong' : 'characters' };
  return note.body === '' ? { ok: false, error: 'emptyAnswer' } : note;
}

/** Up to when an organizer had read when they pressed a button: the page says it. Without it, they had read nothing. */
export function readSeen(form: PostedForm): Date {
  const seen = new Date(first(form, 'seen'));
  return Number.isNaN(seen.getTime()) ? new Date(0) : seen;
}
