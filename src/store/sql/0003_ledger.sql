-- Append-only: what people said about a contact, as said. The key makes a repeated request harmless; its row is found by it.
CREATE TABLE baton.said (
  seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contact_id text COLLATE "C" NOT NULL REFERENCES baton.contact ON DELETE CASCADE,
  cycle_no   integer NOT NULL,
  key        text NOT NULL,
  at         bigint NOT NULL,
  -- HubSpot's user id from the signed query; null: not told.
  by_user    text,
  by_email   text NOT NULL,
  through    text NOT NULL CHECK (through IN ('card', 'property', 'workflow', 'command')),
  what       jsonb NOT NULL
);

-- Not of the contact alone: one that was merged takes its sayings along, keys and all.
CREATE UNIQUE INDEX said_key ON baton.said (key);
CREATE INDEX said_contact ON baton.said (contact_id, seq);

-- Calls, e-mails, meetings, messages, tasks and notes, as HubSpot had them when last read.
CREATE TABLE baton.activity (
  kind       text NOT NULL CHECK (kind IN ('call', 'email', 'meeting', 'communication', 'task', 'note')),
  id         text NOT NULL,
  contact_id text COLLATE "C" NOT NULL REFERENCES baton.contact ON DELETE CASCADE,
  at         bigint NOT NULL,
  logged_at  bigint NOT NULL,
  owner_id   text,
  properties jsonb NOT NULL,
  -- One e-mail may be about several contacts.
  PRIMARY KEY (contact_id, kind, id)
);

CREATE INDEX activity_record ON baton.activity (kind, id);

-- The intent comes with the decision; a job sends it and records what became of it.
CREATE TABLE baton.message (
  key         text PRIMARY KEY,
  contact_id  text COLLATE "C" NOT NULL REFERENCES baton.contact ON DELETE CASCADE,
  cycle_no    integer NOT NULL,
  state       text NOT NULL CHECK (state IN ('intended', 'sending', 'sent', 'withheld', 'failed')),
  tell        jsonb NOT NULL,
  outcome     text,
  intended_at bigint NOT NULL,
  changed_at  bigint NOT NULL
);

CREATE INDEX message_contact ON baton.message (contact_id, intended_at);
CREATE INDEX message_open ON baton.message (intended_at) WHERE state IN ('intended', 'sending');
