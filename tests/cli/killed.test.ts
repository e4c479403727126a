/** A rescore whose process is killed outright: run again, it reaches each contact exactly once. */
import { spawn } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { createPool, silent } from '../../src/store/connection.ts';
import { readOrThrow, SMALL } from '../agreement/small.ts';
import { openDesk, urlOf } from './run.ts';

const CONTACTS = 40_000;

test('killed in the middle, run again: each contact once', async () => {
  const desk = await openDesk();
  const pool = createPool(desk.connection, { size: 1, log: silent });
  const { hash, name, version } = readOrThrow(SMALL);
  await desk.store.putAgreementInForce({ hash, name, version, text: SMALL }, 1);
  await pool.query(
    "INSERT INTO baton.contact (contact_id, lane, due_because) SELECT (100000 + n)::text, 1, 'watch' FROM generate_series(1, $1) AS n",
    [CONTACTS],
  );
  const child = spawn(process.execPath, ['bin/baton.js', 'rescore', '--apply'], {
    env: {
      PATH: process.env['PATH'],
      HUBSPOT_ACCESS_TOKEN: 'pat-eu1-not-used',
      HUBSPOT_CLIENT_SECRET: 'not-used',
      DATABASE_URL: urlOf(desk.connection),
    },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.on('exit', (_code, signal) => resolve(signal)));
  const state = async () => (await desk.store.setting('rescore')) as { done: number; finishedAt: number | null } | null;
  while (((await state())?.done ?? 0) === 0 && child.exitCode === null);
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
  const stopped = await state();
  expect(stopped?.finishedAt).toBeNull();
  expect(stopped?.done).toBeLessThan(CONTACTS);

  const ran = await desk.run('rescore', '--apply');
  expect([ran.code, ran.out]).toEqual([0, expect.stringContaining(`${CONTACTS} contacts are due`)]);
  const { rows } = await pool.query('SELECT version::integer, count(*)::integer FROM baton.contact GROUP BY version');
  expect(rows).toEqual([{ version: 2, count: CONTACTS }]);
  await pool.end();
  await desk.close();
});
