/** Connections, transactions, and what a failing database means for the caller. */
import pg from 'pg';
import { BatonError } from '../errors.ts';

/** What the store says while it runs; a pino logger fits. */
export interface StoreLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export const silent: StoreLog = { info: () => {}, warn: () => {} };

/** How to reach the database, as `pg` takes it. */
export type Connection = pg.ClientConfig;

/** Anything that runs a statement: the pool, or one connection inside a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>;

const BIGINT = 20;

/** bigint columns hold milliseconds and counters: numbers. One beyond 2^53 is an error, never a rounded number. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === BIGINT && format !== 'binary'
      ? exactNumber
      : pg.types.getTypeParser(oid, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
};

function exactNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a number exactly`);
  return value;
}

/** A statement of Baton takes milliseconds; these bounds only end what hangs. */
const LIMITS = {
  statement_timeout: 30_000,
  lock_timeout: 10_000,
  idle_in_transaction_session_timeout: 30_000,
} as const;

export const connectionFor = (connection: Connection, applicationName: string): pg.ClientConfig => ({
  ...connection,
  ...LIMITS,
  types,
  application_name: applicationName,
  connectionTimeoutMillis: 5_000,
  keepAlive: true,
});

export function createPool(connection: Connection, { size, log }: { size: number; log: StoreLog }): pg.Pool {
  const pool = new pg.Pool({ ...connectionFor(connection, 'baton'), max: size, idleTimeoutMillis: 60_000 });
  // An idle connection that breaks (a restart of the server) is replaced by the next query; without a listener it ends the process.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection broke'));
  return pool;
}

/** Runs `work` in one transaction on one connection; rolls back when it throws. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that breaks between two statements says so by an event, which nobody else listens to here.
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => void (broken = failure));
    throw error;
  } finally {
    client.removeListener('error', onError);
    client.release(broken);
  }
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
const UNAVAILABLE_CLASSES = ['08', '53', '57', '58'];
const UNAVAILABLE_CODES = new Set([
  SERIALIZATION_FAILURE,
  DEADLOCK_DETECTED,
  '25006', // read-only transaction: the server is a standby now
  '25P03', // idle in transaction too long
  '55P03', // lock not available in time
  '28P01', // password refused
  '28000',
  '3D000', // no such database
]);
const NETWORK_CODES = /^(ECONN|ENOTFOUND|ENOENT|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|EACCES)/;
const DRIVER_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|not queryable/;

export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (code.length === 5 && UNAVAILABLE_CLASSES.includes(code.slice(0, 2))) return true;
  if (UNAVAILABLE_CODES.has(code) || NETWORK_CODES.test(code)) return true;
  return error instanceof Error && DRIVER_WORDS.test(error.message);
}

/** Times a transaction that lost a deadlock or a serialization race is run again at once. */
const RACES = 5;

/**
 * Runs a whole transaction, again if it lost a race, and turns "the database does not answer" into one error.
 * @throws DATABASE_UNAVAILABLE (retry) when it cannot be reached, is full, is shutting down or lets us wait too long.
 */
export async function answered<T>(what: string, run: () => Promise<T>): Promise<T> {
  for (let race = 1; ; race += 1) {
    try {
      return await run();
    } catch (error) {
      const code = codeOf(error);
      if ((code === SERIALIZATION_FAILURE || code === DEADLOCK_DETECTED) && race < RACES) continue;
      if (error instanceof BatonError || !isUnavailable(error)) throw error;
      throw unavailable(what, error);
    }
  }
}

export const unavailable = (what: string, error: unknown): BatonError =>
  new BatonError('DATABASE_UNAVAILABLE', {
    what,
    found: error instanceof Error ? error.message || codeOf(error) || error.name : String(error),
    fix: 'check that the server of DATABASE_URL runs and accepts connections; without DATABASE_URL see the log in DATA_DIR',
    retry: true,
    cause: error,
  });
