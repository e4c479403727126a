-- Every assignment of a lead to a person. A turn of a rotation has its number there: 1, 2, 3 … without a gap. What is purged stays
-- as a number, without the person.
CREATE TABLE baton.dealt (
  seq         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contact_id  text COLLATE "C" REFERENCES baton.contact ON DELETE SET NULL,
  cycle_no    integer NOT NULL,
  owner_id    text NOT NULL,
  at          bigint NOT NULL,
  how         text NOT NULL CHECK (how IN ('turn', 'existing', 'previous', 'sticky', 'named', 'fallback')),
  rotation    text,
  turn        bigint CHECK (turn > 0),
  -- [[owner id, weight], …]: everybody who could have taken this turn.
  eligible    jsonb,
  -- In the agreement's currency; null: it names no value.
  value       double precision,
  companies   text[] NOT NULL,
  -- Rejected as no lead at all: from the turn on that settles it, it counts as never dealt.
  struck_at   bigint,
  struck_for  text,
  settled_by bigint,
  CHECK ((how = 'turn') = (turn IS NOT NULL)),
  CHECK ((turn IS NULL) = (eligible IS NULL)),
  CHECK (turn IS NULL OR rotation IS NOT NULL),
  CHECK (settled_by IS NULL OR struck_at IS NOT NULL)
);

CREATE UNIQUE INDEX dealt_turn ON baton.dealt (rotation, turn);
CREATE INDEX dealt_at ON baton.dealt (at);
CREATE INDEX dealt_contact ON baton.dealt (contact_id);
CREATE INDEX dealt_company ON baton.dealt USING gin (companies) WHERE rotation IS NOT NULL;
CREATE INDEX dealt_owed ON baton.dealt (rotation, turn) WHERE struck_at IS NOT NULL AND settled_by IS NULL;

-- The sum of the turns, so that nobody has to add them up under the desk's lock.
CREATE TABLE baton.rotation (
  rotation text PRIMARY KEY,
  dealt    bigint NOT NULL,
  largest  double precision NOT NULL
);

CREATE TABLE baton.rotation_account (
  rotation       text NOT NULL REFERENCES baton.rotation,
  owner_id       text NOT NULL,
  entitled       double precision NOT NULL,
  received       double precision NOT NULL,
  entitled_value double precision NOT NULL,
  received_value double precision NOT NULL,
  last_turn      bigint NOT NULL,
  PRIMARY KEY (rotation, owner_id)
);

-- Whoever was given how much, divided by weight, cannot be told apart into turns: every rotation starts even.
DROP TABLE baton.rotation_turn;

-- Who has an open cycle in hand, without reading every cycle.
ALTER TABLE baton.cycle ADD COLUMN owner_id text GENERATED ALWAYS AS (cycle #>> '{handoff,ownerId}') STORED;
CREATE INDEX cycle_owner ON baton.cycle (owner_id) WHERE ended_at IS NULL AND owner_id IS NOT NULL;
CREATE INDEX cycle_rejected ON baton.cycle (((cycle #>> '{verdict,at}')::bigint)) WHERE cycle #>> '{verdict,kind}' = 'rejected';
