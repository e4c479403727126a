import { expect, test } from '@jest/globals';
import { databaseUrl, freshDatabase } from '../support/database.ts';
import { soak } from '../support/soak.ts';

const KILLS = Number(process.env['SOAK_KILLS'] ?? 20);
const EVENTS = Number(process.env['SOAK_EVENTS'] ?? 100_000);

test('invariant 1: through 20 SIGKILLs under load nothing acknowledged is lost and no lead has two tasks', async () => {
  const database = await freshDatabase();
  const found = await soak({
    connection: database.connection,
    databaseUrl: databaseUrl(database),
    kills: KILLS,
    events: EVENTS,
  });
  await database.drop();
  expect(found).toMatchObject({
    kills: KILLS,
    lost: 0,
    doubled: 0,
    leadsWithoutOneTask: [],
    leadsNotHandedOff: [],
    tasksCreated: found.leads,
    unsettled: { dueNow: 0, inHand: 0, buried: 0, intended: 0, sending: 0, ambiguous: 0, failed: 0 },
  });
  expect(found.acknowledged).toBeGreaterThanOrEqual(EVENTS);
  expect(Math.min(...found.inFlightAtKills)).toBeGreaterThanOrEqual(10);
  expect(found.leads).toBeGreaterThan(20);
}, 240_000);
