/** The part of hoodiecrow-imap that the tests use; it brings no types of its own. */
declare module 'hoodiecrow-imap' {
  import type { Server } from 'node:net';

  type StoredMessage = { raw: string; flags?: string[]; uid?: number };
  type StoredFolder = { messages: StoredMessage[]; uidvalidity?: number; uidnext?: number };
  type ImapServer = {
    server: Server;
    folderCache: Record<string, StoredFolder>;
    listen(port: number, host: string, ready: () => void): void;
    close(ready: () => void): void;
    appendMessage(folder: string, flags: string[], internaldate: string | false, raw: string): void;
  };
  export default function hoodiecrow(options: {
    plugins?: string[];
    storage?: Record<string, StoredFolder & { folders?: Record<string, StoredFolder> }>;
    users?: Record<string, { password: string }>;
  }): ImapServer;
}
