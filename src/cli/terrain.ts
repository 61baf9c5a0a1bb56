import { StartError } from '../errors.ts';
import { apiKeyCommands } from './api-key.ts';
import { campaignExport } from './campaign-export.ts';
import { campaignImport } from './campaign-import.ts';
import { type Command, UsageError } from './command.ts';
import { contactsExport } from './contacts-export.ts';
import { contactsImport } from './contacts-import.ts';
import { crmCommands } from './crm.ts';
import { crmRotateSecret } from './crm-rotate-secret.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { erase } from './erase.ts';
import { followupsRehearse } from './followups-rehearse.ts';
import { organizerCommands } from './organizer.ts';

const commands: Command[] = [
  ...organizerCommands,
  campaignExport,
  campaignImport,
  contactsExport,
  contactsImport,
  ...crmCommands,
  erase,
  followupsRehearse,
  ...apiKeyCommands,
  crmRotateSecret,
  demo,
  doctor,
];

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const command = commands.find(({ usage }) => nameOf(usage).every((word, index) => args[index] === word));
  const wantsHelp = args.length === 0 || args.includes('--help') || args.includes('-h') || args[0] === 'help';
  if (wantsHelp || !command) {
    console.log(command ? help(command) : overview());
    return wantsHelp ? 0 : 2;
  }
  try {
    return await command.run(args.slice(nameOf(command.usage).length));
  } catch (error) {
    if (error instanceof UsageError || isArgumentError(error)) {
      console.error(`${error.message}\n\n${help(command)}`);
      return 2;
    }
    console.error(error instanceof StartError ? error.message : error);
    return 1;
  }
}

/** The words of a usage that call the command: those in lower case before what it takes. */
function nameOf(usage: string): string[] {
  return usage.split(' ').filter((word) => /^[a-z][a-z-]*$/.test(word));
}

function overview(): string {
  const width = Math.max(...commands.map(({ usage }) => usage.length));
  const lines = commands.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`);
  return ['Usage: npm run -s terrain -- COMMAND', '', ...lines, '', 'COMMAND --help says more of one.'].join('\n');
}

function help({ usage, summary }: Command): string {
  return `Usage: npm run -s terrain -- ${usage}\n\n${summary}`;
}

/** What `parseArgs` throws for options that there are not. */
function isArgumentError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
