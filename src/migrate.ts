import { readConfig } from './config.ts';
import { migrate } from './db/migrate.ts';
import { StartError } from './errors.ts';
import { openDatabase } from './process.ts';

try {
  const database = await openDatabase(readConfig(process.env));
  try {
    await migrate(database.url);
    console.log('The database is up to date.');
  } finally {
    await database.stop();
  }
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
}
