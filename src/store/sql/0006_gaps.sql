-- Where HubSpot and the ledger were found to disagree, or the ledger to know no next step. Resolved when a later look no longer finds it.
CREATE TABLE baton.gap (
  contact_id  text COLLATE "C" NOT NULL REFERENCES baton.contact ON DELETE CASCADE,
  kind        text NOT NULL,
  because     text NOT NULL,
  -- Null: Baton may not put it right. A person is shown it, and it counts as known.
  repair      text,
  found_at    bigint NOT NULL,
  repaired_at bigint,
  resolved_at bigint,
  PRIMARY KEY (contact_id, kind)
);

CREATE INDEX gap_open ON baton.gap (found_at) WHERE resolved_at IS NULL;
