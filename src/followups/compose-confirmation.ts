import { confirmUrl } from '../http/links.ts';
import { type Composing, type Content, shared } from './composer.ts';

/** The mail that asks the owner of an address to confirm it. */
export async function composeConfirmation(): Promise<(composing: Composing) => Content> {
  return (composing) => {
    const { config, message } = composing;
    const url = confirmUrl(config, { signupId: message.subjectId, since: message.createdAt });
    return { template: { name: 'confirm', ...shared(composing), confirmUrl: url }, attachments: [] };
  };
}
