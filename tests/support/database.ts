/** A database of its own for each test file, copied in some 80 ms from one that was migrated once. */
import pg from 'pg';
import type { Connection } from '../../src/store/connection.ts';

export interface TestDatabase {
  readonly connection: Connection;
  readonly name: string;
  drop(): Promise<void>;
}

export const TEMPLATE = 'baton_template';
/** JSON of the `Connection` to the run's server, put there by global-setup. */
export const SERVER_VARIABLE = 'TEST_DATABASE_SERVER';

let made = 0;

/** @param template `template0` for a database without Baton's schema. */
export async function freshDatabase(template: string = TEMPLATE): Promise<TestDatabase> {
  const server = testServer();
  made += 1;
  const name = `test_${process.pid}_${made}`;
  await asAdmin(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await asAdmin(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    name,
    connection: { ...server, database: name },
    drop: () => asAdmin(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

export function testServer(): Connection {
  const text = process.env[SERVER_VARIABLE];
  if (text === undefined)
    throw new Error(`${SERVER_VARIABLE} is not set: tests/support/global-setup.ts starts the server`);
  return JSON.parse(text) as Connection;
}

export async function asAdmin(server: Connection, sql: string): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** As `DATABASE_URL` says it. The server listens on a socket, so the host is a folder. */
export function databaseUrl({ connection }: Pick<TestDatabase, 'connection'>): string {
  const { user, password, host, port, database } = connection;
  const url = new URL(`postgres://localhost/${database}`);
  url.username = user ?? '';
  url.password = typeof password === 'string' ? password : '';
  url.searchParams.set('host', host ?? '');
  if (port !== undefined) url.searchParams.set('port', String(port));
  return url.href;
}
