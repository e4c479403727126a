-- Instants are bigint milliseconds since 1970 and always come in as bound parameters: no statement of Baton reads the server's clock.
-- Record ids are text: HubSpot's may exceed 2^53. They are compared by bytes, so that every process locks rows in one order.

-- What is due, one row per contact. Small and hot: the mirror lives in "record".
CREATE TABLE baton.contact (
  contact_id      text COLLATE "C" PRIMARY KEY,
  -- 0 live, 1 import: a smallint, so that "live first" is the order of an index.
  lane            smallint NOT NULL CHECK (lane IN (0, 1)),
  -- Null: not due by itself. In hand: when the lease ends, or earlier if the contact changed meanwhile.
  due_at          bigint,
  due_because     text NOT NULL,
  -- Grows with each reason to plan; planned_version is the last one that was planned and settled.
  version         bigint NOT NULL DEFAULT 1,
  planned_version bigint NOT NULL DEFAULT 0,
  lease_by        text,
  lease_until     bigint,
  claimed_version bigint,
  attempts        integer NOT NULL DEFAULT 0,
  -- event.seq of what nobody has claimed, and of what the present or the last, failed claim was given. Arrays in the row
  -- and not "seq > last seen": sequence numbers become visible out of order, and such a rule would lose events.
  unread          bigint[] NOT NULL DEFAULT '{}',
  in_hand         bigint[] NOT NULL DEFAULT '{}',
  buried_at       bigint,
  buried_code     text,
  buried_message  text,
  CHECK ((lease_by IS NULL) = (lease_until IS NULL))
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- In the very order of a claim: a rescore makes thousands due at one instant, and none of them is to be sorted.
CREATE INDEX contact_due ON baton.contact (lane, due_at, contact_id) WHERE due_at IS NOT NULL;
CREATE INDEX contact_buried ON baton.contact (buried_at) WHERE buried_at IS NOT NULL;

-- Everything HubSpot told us, once.
CREATE TABLE baton.event (
  seq               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- SHA-256 of the dedupe key: a fixed width whatever a property is called, and no record id in an index.
  dedupe            bytea NOT NULL CONSTRAINT event_dedupe UNIQUE,
  event_id          text NOT NULL,
  subscription_type text NOT NULL,
  occurred_at       bigint NOT NULL,
  received_at       bigint NOT NULL,
  contact_ids       text[] NOT NULL,
  -- JSON as text, verbatim: json types refuse NUL characters, lone surrogates or deep nesting, and one entry that cannot be
  -- stored must not sink the other 99. Null: dropped after its time.
  payload           text
);

CREATE INDEX event_received ON baton.event USING brin (received_at);

CREATE TABLE baton.quarantine (
  seq         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  reason      text NOT NULL,
  entry       text NOT NULL,
  received_at bigint NOT NULL
);

-- The mirror: the properties the agreement names, as last read or written.
CREATE TABLE baton.record (
  contact_id      text COLLATE "C" PRIMARY KEY REFERENCES baton.contact ON DELETE CASCADE,
  properties      jsonb NOT NULL,
  company_id      text,
  company         jsonb,
  company_read_at bigint,
  facts           jsonb NOT NULL,
  read_at         bigint NOT NULL,
  gone_at         bigint,
  merged_into     text COLLATE "C"
);

CREATE INDEX record_company ON baton.record (company_id) WHERE company_id IS NOT NULL;
CREATE INDEX record_merged ON baton.record (merged_into) WHERE merged_into IS NOT NULL;

-- The latest score with its receipt, and what the last plan said.
CREATE TABLE baton.score (
  contact_id text COLLATE "C" PRIMARY KEY REFERENCES baton.contact ON DELETE CASCADE,
  at         bigint NOT NULL,
  agreement  text NOT NULL,
  total      integer NOT NULL,
  behaviour  integer NOT NULL,
  profile    integer NOT NULL,
  coverage   double precision NOT NULL,
  grade      text NOT NULL,
  receipt    jsonb NOT NULL,
  because    jsonb NOT NULL,
  cycle_no   integer,
  state      text,
  decided_at bigint NOT NULL
);

-- Append-only: one row whenever the shown score, the grade, the cycle or the agreement changed or a task was intended.
-- The receipt is kept with those that moved the cycle or made a task, so that an old decision stays explainable.
CREATE TABLE baton.decision (
  seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contact_id text COLLATE "C" NOT NULL REFERENCES baton.contact ON DELETE CASCADE,
  decided_at bigint NOT NULL,
  agreement  text NOT NULL,
  total      integer NOT NULL,
  behaviour  integer NOT NULL,
  profile    integer NOT NULL,
  grade      text NOT NULL,
  cycle_no   integer,
  state      text,
  because    jsonb NOT NULL,
  receipt    jsonb,
  task_key   text
);

CREATE INDEX decision_contact ON baton.decision (contact_id, seq);

CREATE TABLE baton.cycle (
  contact_id text COLLATE "C" NOT NULL REFERENCES baton.contact ON DELETE CASCADE,
  no         integer NOT NULL,
  state      text NOT NULL,
  opened_at  bigint NOT NULL,
  ended_at   bigint,
  handoff_at bigint,
  cycle      jsonb NOT NULL,
  PRIMARY KEY (contact_id, no)
);

CREATE INDEX cycle_open ON baton.cycle (state) WHERE ended_at IS NULL;
CREATE INDEX cycle_handoff ON baton.cycle (handoff_at) WHERE handoff_at IS NOT NULL;

-- The intent comes first, then the call, then the outcome.
CREATE TABLE baton.task_effect (
  key        text PRIMARY KEY,
  contact_id text COLLATE "C" NOT NULL REFERENCES baton.contact ON DELETE CASCADE,
  cycle_no   integer NOT NULL,
  state      text NOT NULL CHECK (state IN ('intended', 'sending', 'ambiguous', 'done', 'failed')),
  task       jsonb NOT NULL,
  hubspot_id text,
  attempts   integer NOT NULL DEFAULT 0,
  changed_at bigint NOT NULL,
  error      text
);

-- One task per cycle, ever; only one that HubSpot definitely refused makes room for another.
CREATE UNIQUE INDEX task_effect_cycle ON baton.task_effect (contact_id, cycle_no) WHERE state <> 'failed';

-- Leads given to each member of each rotation, divided by the member's weight.
CREATE TABLE baton.rotation_turn (
  rotation text NOT NULL,
  owner_id text NOT NULL,
  given    double precision NOT NULL,
  last_seq bigint NOT NULL,
  PRIMARY KEY (rotation, owner_id)
);

CREATE TABLE baton.setting (
  name       text PRIMARY KEY,
  value      jsonb NOT NULL,
  changed_at bigint NOT NULL
);

CREATE TABLE baton.agreement_version (
  hash      text PRIMARY KEY,
  name      text NOT NULL,
  version   integer NOT NULL,
  text      text NOT NULL,
  stored_at bigint NOT NULL
);

-- Append-only: the last row names the agreement in force, the others are how it came to that.
CREATE TABLE baton.agreement_in_force (
  seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash       text NOT NULL REFERENCES baton.agreement_version,
  applied_at bigint NOT NULL
);

-- The calls of the last rolling window, oldest first, per bucket.
CREATE TABLE baton.call_window (
  bucket text PRIMARY KEY,
  calls  bigint[] NOT NULL
) WITH (fillfactor = 40);

-- Longer logs are compressed in place: an array moved out of the row would cost a second table per call.
ALTER TABLE baton.call_window ALTER COLUMN calls SET STORAGE MAIN;

-- What remains of a purged contact: a keyed hash, enough to refuse a late replay and no more.
CREATE TABLE baton.tombstone (
  hash      bytea PRIMARY KEY,
  purged_at bigint NOT NULL
);

CREATE TABLE baton.tombstone_key (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  key bytea NOT NULL
);

INSERT INTO baton.tombstone_key (key)
VALUES (sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));

CREATE FUNCTION baton.tombstone_of(contact_id text) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256((SELECT key FROM baton.tombstone_key) || convert_to(contact_id, 'UTF8'));

-- A place in the rolling window: 0 and the call is counted, or the milliseconds until there may be one. Exact, because the row
-- lock makes callers take turns. Both ends of the window count: whichever way HubSpot rounds, the limit holds.
CREATE FUNCTION baton.reserve_call(p_bucket text, p_limit integer, p_window bigint, p_now bigint) RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
  held bigint[];
  moment bigint;
  n integer;
BEGIN
  LOOP
    SELECT calls INTO held FROM baton.call_window WHERE bucket = p_bucket FOR UPDATE;
    EXIT WHEN FOUND;
    INSERT INTO baton.call_window (bucket, calls) VALUES (p_bucket, '{}') ON CONFLICT DO NOTHING;
  END LOOP;
  -- Processes' clocks differ a little: the log never goes back. What lies a whole window ahead was written by a wrong clock.
  SELECT greatest(p_now, max(t)) INTO moment FROM unnest(held) AS t WHERE t <= p_now + p_window;
  SELECT coalesce(array_agg(t ORDER BY t), '{}') INTO held FROM unnest(held) AS t WHERE t BETWEEN moment - p_window AND moment;
  n := cardinality(held);
  IF n >= p_limit THEN
    RETURN greatest(held[n - p_limit + 1] + p_window + 1 - p_now, 1);
  END IF;
  UPDATE baton.call_window SET calls = held || moment WHERE bucket = p_bucket;
  RETURN 0;
END
$$;
