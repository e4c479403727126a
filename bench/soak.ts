/** The full soak: `npm run soak -- [kills] [events]`, by default 60 kills and 500,000 acknowledged events. Exit 1: a promise was broken. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../src/store/embedded.ts';
import { databaseUrl } from '../tests/support/database.ts';
import { soak } from '../tests/support/soak.ts';

const [kills = '60', events = '500000'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'baton-soak-'));
// As root, PostgreSQL runs as somebody else, who must be able to pass through.
chmodSync(folder, 0o711);
const database = await openDatabase({ dataDir: join(folder, 'database'), explicitDataDir: true });
try {
  const found = await soak({
    connection: database.connection,
    databaseUrl: databaseUrl(database),
    kills: Number(kills),
    events: Number(events),
    say: (line) => process.stdout.write(`${line}\n`),
  });
  process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  const open = Object.values(found.unsettled).reduce((a, b) => a + b, 0);
  const broken =
    found.lost + found.doubled + found.leadsWithoutOneTask.length + found.leadsNotHandedOff.length + open > 0;
  process.exitCode = broken ? 1 : 0;
} finally {
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
}
