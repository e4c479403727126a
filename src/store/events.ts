/** Intake: a delivery is stored, once, together with the contacts it makes due. One statement, so one transaction and one round trip. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import { answered, codeOf } from './connection.ts';
import { LANES } from './lane.ts';
import type { Quarantined, RecordableEvent, RecordResult } from './store.ts';
import { storableText } from './text.ts';

export interface Delivery {
  readonly events: readonly RecordableEvent[];
  readonly quarantined: readonly Quarantined[];
  readonly receivedAt: Instant;
}

/** An entry cannot be larger than its delivery (8 MB); what is kept of a refused one is bounded. */
const ENTRY_LIMIT = 65_536;

// Rows are locked in one order everywhere (events by dedupe hash, then contacts by id): overlapping deliveries wait for each
// other and do not deadlock. Only events that are new make contacts due.
const RECORD = `
WITH entry AS (
  SELECT DISTINCT ON (dedupe) *
  FROM (
    SELECT sha256(convert_to(e.key, 'UTF8')) AS dedupe, e.event_id, e.type, e.at, e.lane, e.due,
      string_to_array(e.contacts, ',') AS contact_ids, string_to_array(e.companies, ',') AS company_ids, e.payload
    FROM json_to_recordset($2)
      AS e (key text, event_id text, type text, at bigint, lane smallint, due boolean, contacts text, companies text, payload text)
  ) AS given
  ORDER BY dedupe
), kept AS (
  SELECT * FROM entry
  WHERE NOT EXISTS (SELECT FROM baton.tombstone)
    OR contact_ids = '{}'
    OR EXISTS (
      SELECT FROM unnest(contact_ids) AS id
      WHERE NOT EXISTS (SELECT FROM baton.tombstone AS t WHERE t.hash = baton.tombstone_of(id))
    )
), fresh AS (
  INSERT INTO baton.event (dedupe, event_id, subscription_type, occurred_at, received_at, contact_ids, payload)
  SELECT dedupe, event_id, type, at, $1, contact_ids, payload FROM kept ORDER BY dedupe
  ON CONFLICT (dedupe) DO NOTHING
  RETURNING seq, dedupe
), waking AS (
  SELECT fresh.seq, kept.lane, kept.contact_ids, kept.company_ids
  FROM fresh JOIN kept USING (dedupe) WHERE kept.due
), touched AS (
  SELECT contact_id, min(lane) AS lane, array_agg(seq ORDER BY seq) AS seqs
  FROM (
    SELECT unnest(contact_ids) AS contact_id, lane, seq FROM waking
    UNION
    SELECT r.contact_id, w.lane, w.seq
    FROM waking AS w CROSS JOIN unnest(w.company_ids) AS company (id)
      JOIN baton.record AS r ON r.company_id = company.id AND r.gone_at IS NULL
  ) AS about
  WHERE NOT EXISTS (SELECT FROM baton.tombstone)
    OR NOT EXISTS (SELECT FROM baton.tombstone AS t WHERE t.hash = baton.tombstone_of(contact_id))
  GROUP BY contact_id
), due AS (
  INSERT INTO baton.contact AS c (contact_id, lane, due_at, due_because, unread)
  SELECT contact_id, lane, $1, 'event', seqs FROM touched ORDER BY contact_id COLLATE "C"
  ON CONFLICT (contact_id) DO UPDATE SET
    lane = CASE WHEN c.due_at <= excluded.due_at OR c.lease_by IS NOT NULL THEN least(c.lane, excluded.lane) ELSE excluded.lane END,
    due_at = least(c.due_at, excluded.due_at),
    -- A pending look that reads the history is not reduced to one that does not.
    due_because = CASE WHEN c.due_at IS NOT NULL AND c.due_because IN ('watch', 'history') THEN c.due_because ELSE excluded.due_because END,
    version = c.version + 1,
    unread = c.unread || excluded.unread
  RETURNING 1
), refused AS (
  INSERT INTO baton.quarantine (reason, entry, received_at)
  SELECT q.reason, q.entry, $1 FROM unnest($3::text[], $4::text[]) AS q (reason, entry)
)
SELECT (SELECT count(*) FROM fresh) AS stored, (SELECT count(*) FROM kept) AS kept, (SELECT count(*) FROM entry) AS entries,
  (SELECT count(*) FROM due) AS made_due`;

interface RecordRow {
  readonly stored: number;
  readonly kept: number;
  readonly entries: number;
  readonly made_due: number;
}

/**
 * Stores a delivery and makes its contacts due. An event PostgreSQL refuses for what it contains goes to quarantine; the rest
 * of the delivery is stored.
 * @throws DATABASE_UNAVAILABLE (retry): nothing of what is not yet stored will be; the sender delivers again and duplicates do no harm.
 */
export async function record(pool: pg.Pool, delivery: Delivery): Promise<RecordResult> {
  const writable: { readonly event: RecordableEvent; readonly payload: string }[] = [];
  const refused: Quarantined[] = [...delivery.quarantined];
  for (const event of delivery.events) {
    const payload = jsonOf(event.payload);
    if (payload === null) refused.push({ reason: 'payload cannot be written as JSON', entry: event.dedupeKey });
    else writable.push({ event, payload });
  }
  return answered('storing a delivery', () => store(pool, writable, { refused, receivedAt: delivery.receivedAt }));
}

type Writable = readonly { readonly event: RecordableEvent; readonly payload: string }[];

async function store(
  pool: pg.Pool,
  batch: Writable,
  { refused, receivedAt }: { refused: readonly Quarantined[]; receivedAt: Instant },
): Promise<RecordResult> {
  try {
    return await insert(pool, batch, { refused, receivedAt });
  } catch (error) {
    const [only] = batch;
    if (only === undefined || !isAboutContent(error)) throw error;
    if (batch.length === 1) {
      const reason = `refused by the database: ${error instanceof Error ? error.message : String(error)}`;
      return insert(pool, [], { refused: [...refused, { reason, entry: only.payload }], receivedAt });
    }
    const middle = batch.length >> 1;
    const first = await store(pool, batch.slice(0, middle), { refused, receivedAt });
    const second = await store(pool, batch.slice(middle), { refused: [], receivedAt });
    return {
      stored: first.stored + second.stored,
      duplicate: first.duplicate + second.duplicate,
      forgotten: first.forgotten + second.forgotten,
      quarantined: first.quarantined + second.quarantined,
      madeDue: first.madeDue + second.madeDue,
    };
  }
}

async function insert(
  pool: pg.Pool,
  batch: Writable,
  { refused, receivedAt }: { refused: readonly Quarantined[]; receivedAt: Instant },
): Promise<RecordResult> {
  const { rows } = await pool.query<RecordRow>({
    name: 'record',
    text: RECORD,
    values: [
      receivedAt,
      // One JSON text: it is written and read an order of magnitude faster than arrays of quoted strings.
      JSON.stringify(batch.map(rowOf)),
      refused.map(({ reason }) => storableText(reason)),
      refused.map(({ entry }) => storableText(entry.slice(0, ENTRY_LIMIT))),
    ],
  });
  const row = rows[0] ?? { stored: 0, kept: 0, entries: 0, made_due: 0 };
  const forgotten = row.entries - row.kept;
  return {
    stored: row.stored,
    duplicate: batch.length - row.stored - forgotten,
    forgotten,
    quarantined: refused.length,
    madeDue: row.made_due,
  };
}

const rowOf = ({ event, payload }: Writable[number]): object => ({
  key: plain(event.dedupeKey),
  event_id: plain(event.eventId),
  type: plain(event.subscriptionType),
  at: event.occurredAt,
  lane: LANES.indexOf(event.lane),
  due: event.makesDue,
  contacts: event.contactIds.map(idText).join(','),
  companies: event.companyIds?.map(idText).join(',') ?? '',
  payload,
});

const plain = (text: string): string => storableText(text).toWellFormed();

/** Ids travel joined by commas; a record id has none. */
const idText = (id: string): string => (/^\d+$/.test(id) ? id : plain(id).replaceAll(',', ''));

/** Null for what JSON cannot hold: nesting too deep for the serializer. */
function jsonOf(payload: unknown): string | null {
  try {
    return storableText(JSON.stringify(payload));
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}

/** Classes 22 (data), 23 (constraint) and 54 (a limit of the program): the statement is refused for what it contains. */
const isAboutContent = (error: unknown): boolean => /^(22|23|54)...$/.test(codeOf(error));
