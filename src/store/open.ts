/** The store on PostgreSQL: every method of `Store`, wired to the file that does it. */
import { agreementBook, authorityLog, underAuthority } from './agreements.ts';
import { availability, sayAvailability } from './availability.ts';
import type { Connection, StoreLog } from './connection.ts';
import { answered, createPool, silent } from './connection.ts';
import { appliedMany, contact, peopleOf, propertiesOf } from './contact.ts';
import { counts } from './counts.ts';
import { decide } from './decide.ts';
import { buried, claim, makeDue, nextDueAt, redrive, renew, settle } from './due.ts';
import { record } from './events.ts';
import { inNoState, intendTaskAgain, ledgerOfGaps, ledgerPage, markRepaired, openGaps, putGaps } from './gaps.ts';
import { forget } from './forget.ts';
import { databaseFacts, heldLeads, heldReasons, observed } from './insight.ts';
import { countEventToCrm, eventToCrm } from './latency.ts';
import { notHandedOff, pulse, scoredByAnother, withSales } from './queue.ts';
import { reserveCall } from './limiter.ts';
import { isMigrated, migrate } from './migrate.ts';
import { backfillStep } from './backfill.ts';
import { countKnown, makeStragglersDue, mirrored, mirrorPage, rescoreStep } from './rescore.ts';
import { checkSafety } from './safety.ts';
import { agreementInForce, putAgreementInForce, setSetting, setting } from './settings.ts';
import { putActivities, say, wasSaid } from './said.ts';
import type { Store } from './store.ts';
import { beginCreation, endCreation, taskRevised } from './creations.ts';
import { readDesk, readTurns } from './turns.ts';
import { vitals } from './vitals.ts';
import { createWake } from './wake.ts';

export interface StoreOptions {
  /** As `openDatabase` returns it, or `{ connectionString }`. */
  readonly connection: Connection;
  /** Connections at most, besides the one that listens. */
  readonly poolSize?: number;
  readonly log?: StoreLog;
}

/** One delivery in flight takes one connection; HubSpot keeps ten in flight, and the worker needs a few. */
const POOL_SIZE = 12;

/**
 * Connects, checks that acknowledged means kept, and brings the schema to this version.
 * @throws DATABASE_UNAVAILABLE, DATABASE_UNSAFE, MIGRATION_FAILED.
 */
export async function openStore({ connection, poolSize = POOL_SIZE, log = silent }: StoreOptions): Promise<Store> {
  const pool = createPool(connection, { size: poolSize, log });
  try {
    await answered('opening the database', async () => {
      await checkSafety(pool);
      const applied = await migrate(pool);
      if (applied.length > 0) log.info({ migrations: applied }, 'the database schema was brought up to date');
    });
  } catch (error) {
    await pool.end();
    throw error;
  }
  const wake = createWake(pool, { connection, log });

  return {
    record: async (batch) => {
      const result = await record(pool, batch);
      if (result.madeDue > 0) wake.ring();
      return result;
    },
    claim: (options) => claim(pool, options),
    decide: (options) => decide(pool, options),
    beginCreation: (key, from, now) => beginCreation(pool, key, { from, now }),
    taskRevised: (key, told) => taskRevised(pool, key, told),
    endCreation: (key, outcome, now) => endCreation(pool, key, { outcome, now }),
    appliedMany: (writes) => appliedMany(pool, writes),
    renew: (options) => renew(pool, options),
    settle: (options) => settle(pool, options),
    makeDue: async (contactIds, options) => {
      await makeDue(pool, contactIds, options);
      if (contactIds.length > 0) wake.ring();
    },
    propertiesOf: (contactIds) => propertiesOf(pool, contactIds),
    nextDueAt: (now) => nextDueAt(pool, now),
    onDue: (callback) => wake.listen(callback),
    forget: async (contactId, how, now) => {
      await forget(pool, contactId, { ...how, now });
      if (how.mergedInto !== undefined) wake.ring();
    },
    say: async (saying, now) => {
      const result = await say(pool, saying, now);
      if (result === 'said') wake.ring();
      return result;
    },
    wasSaid: (key) => wasSaid(pool, key),
    putActivities: async (activities, now) => {
      const count = await putActivities(pool, activities, now);
      if (count > 0) wake.ring();
      return count;
    },
    contact: (contactId) => contact(pool, contactId),
    vitals: (now) => vitals(pool, now),
    counts: (now) => counts(pool, now),
    heldReasons: () => heldReasons(pool),
    heldLeads: (options) => heldLeads(pool, options),
    ledgerPage: (options) => ledgerPage(pool, options),
    ledgerOfGaps: (options) => ledgerOfGaps(pool, options),
    putGaps: (look) => putGaps(pool, look),
    markRepaired: (contactIds, now) => markRepaired(pool, contactIds, now),
    intendTaskAgain: (task, now) => intendTaskAgain(pool, task, now),
    openGaps: (limit) => openGaps(pool, limit),
    inNoState: (limit) => inNoState(pool, limit),
    withSales: (options) => withSales(pool, options),
    notHandedOff: (limit) => notHandedOff(pool, limit),
    availability: (now) => availability(pool, now),
    sayAvailability: (person, say) => sayAvailability(pool, person, say),
    pulse: (now) => pulse(pool, now),
    scoredByAnother: (hash) => scoredByAnother(pool, hash),
    observed: (since) => observed(pool, since),
    countEventToCrm: (durations, now) => countEventToCrm(pool, durations, now),
    eventToCrm: (since) => eventToCrm(pool, since),
    databaseFacts: () => databaseFacts(pool),
    buried: (limit) => buried(pool, limit),
    redrive: async (now) => {
      const count = await redrive(pool, now);
      if (count > 0) wake.ring();
      return count;
    },
    setting: (name) => setting(pool, name),
    setSetting: (name, value, now) => setSetting(pool, name, { value, now }),
    agreementInForce: () => agreementInForce(pool),
    putAgreementInForce: (agreement, now) => putAgreementInForce(pool, agreement, now),
    agreementBook: () => agreementBook(pool),
    authorityLog: (limit) => authorityLog(pool, limit),
    underAuthority: (decide, now) => underAuthority(pool, decide, now),
    peopleOf: (companyId, options) => peopleOf(pool, companyId, options),
    countKnown: () => countKnown(pool),
    mirrorPage: (options) => mirrorPage(pool, options),
    mirrored: (contactId) => mirrored(pool, contactId),
    desk: (asks, now) => answered('reading whose turn it is', () => readDesk(pool, asks, now)),
    turns: () => answered('reading the rotations', () => readTurns(pool)),
    rescoreStep: async (options) => {
      const state = await rescoreStep(pool, options);
      wake.ring();
      return state;
    },
    backfillStep: async (page) => {
      const state = await backfillStep(pool, page);
      wake.ring();
      return state;
    },
    makeStragglersDue: async (options) => {
      const count = await makeStragglersDue(pool, options);
      if (count > 0) wake.ring();
      return count;
    },
    reserveCall: (options) => reserveCall(pool, options),
    ready: async (now) => {
      try {
        if (!(await isMigrated(pool))) return false;
        await setSetting(pool, 'ready_probe', { value: now, now });
        return true;
      } catch (error) {
        log.warn({ err: error }, 'the database is not ready');
        return false;
      }
    },
    close: async () => {
      await wake.close();
      await pool.end();
    },
  };
}
