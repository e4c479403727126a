CONSTRAINT activity_contact_id_fkey ON activity FOREIGN KEY (contact_id) REFERENCES contact(contact_id) ON DELETE CASCADE

CONSTRAINT activity_kind_check ON activity CHECK ((kind = ANY (ARRAY['call'::text, 'email'::text, 'meeting'::text, 'communication'::text, 'task'::text, 'note'::text])))

CONSTRAINT activity_pkey ON activity PRIMARY KEY (contact_id, kind, id)

CONSTRAINT agreement_in_force_hash_fkey ON agreement_in_force FOREIGN KEY (hash) REFERENCES agreement_version(hash)

CONSTRAINT agreement_in_force_how_check ON agreement_in_force CHECK ((how = ANY (ARRAY['apply'::text, 'rollback'::text])))

CONSTRAINT agreement_in_force_pkey ON agreement_in_force PRIMARY KEY (seq)

CONSTRAINT agreement_signature_hash_fkey ON agreement_signature FOREIGN KEY (hash) REFERENCES agreement_version(hash)

CONSTRAINT agreement_signature_pkey ON agreement_signature PRIMARY KEY (hash, role, email)

CONSTRAINT agreement_signature_role_check ON agreement_signature CHECK ((role = ANY (ARRAY['marketing'::text, 'sales'::text])))

CONSTRAINT agreement_version_pkey ON agreement_version PRIMARY KEY (hash)

CONSTRAINT authority_log_action_check ON authority_log CHECK ((action = ANY (ARRAY['upload'::text, 'sign'::text, 'apply'::text, 'rollback'::text, 'pause'::text, 'resume'::text])))

CONSTRAINT authority_log_pkey ON authority_log PRIMARY KEY (seq)

CONSTRAINT authority_log_role_check ON authority_log CHECK ((role = ANY (ARRAY['marketing'::text, 'sales'::text])))

CONSTRAINT availability_pkey ON availability PRIMARY KEY (email)

CONSTRAINT call_window_pkey ON call_window PRIMARY KEY (bucket)

CONSTRAINT contact_check ON contact CHECK (((lease_by IS NULL) = (lease_until IS NULL)))

CONSTRAINT contact_lane_check ON contact CHECK ((lane = ANY (ARRAY[0, 1])))

CONSTRAINT contact_pkey ON contact PRIMARY KEY (contact_id)

CONSTRAINT cycle_contact_id_fkey ON cycle FOREIGN KEY (contact_id) REFERENCES contact(contact_id) ON DELETE CASCADE

CONSTRAINT cycle_pkey ON cycle PRIMARY KEY (contact_id, no)

CONSTRAINT dealt_check ON dealt CHECK (((how = 'turn'::text) = (turn IS NOT NULL)))

CONSTRAINT dealt_check1 ON dealt CHECK (((turn IS NULL) = (eligible IS NULL)))

CONSTRAINT dealt_check2 ON dealt CHECK (((turn IS NULL) OR (rotation IS NOT NULL)))

CONSTRAINT dealt_check3 ON dealt CHECK (((settled_by IS NULL) OR (struck_at IS NOT NULL)))

CONSTRAINT dealt_contact_id_fkey ON dealt FOREIGN KEY (contact_id) REFERENCES contact(contact_id) ON DELETE SET NULL

CONSTRAINT dealt_how_check ON dealt CHECK ((how = ANY (ARRAY['turn'::text, 'existing'::text, 'previous'::text, 'sticky'::text, 'named'::text, 'fallback'::text])))

CONSTRAINT dealt_pkey ON dealt PRIMARY KEY (seq)

CONSTRAINT dealt_turn_check ON dealt CHECK ((turn > 0))

CONSTRAINT decision_contact_id_fkey ON decision FOREIGN KEY (contact_id) REFERENCES contact(contact_id) ON DELETE CASCADE

CONSTRAINT decision_pkey ON decision PRIMARY KEY (seq)

CONSTRAINT event_dedupe ON event UNIQUE (dedupe)

CONSTRAINT event_pkey ON event PRIMARY KEY (seq)

CONSTRAINT event_to_crm_pkey ON event_to_crm PRIMARY KEY (hour_at, class)

CONSTRAINT gap_contact_id_fkey ON gap FOREIGN KEY (contact_id) REFERENCES contact(contact_id) ON DELETE CASCADE

CONSTRAINT gap_pkey ON gap PRIMARY KEY (contact_id, kind)

CONSTRAINT message_contact_id_fkey ON message FOREIGN KEY (contact_id) REFERENCES contact(contact_id) ON DELETE CASCADE

CONSTRAINT message_pkey ON message PRIMARY KEY (key)

CONSTRAINT message_state_check ON message CHECK ((state = ANY (ARRAY['intended'::text, 'sending'::text, 'sent'::text, 'withheld'::text, 'failed'::text])))

CONSTRAINT quarantine_pkey ON quarantine PRIMARY KEY (seq)

CONSTRAINT record_contact_id_fkey ON record FOREIGN KEY (contact_id) REFERENCES contact(contact_id) ON DELETE CASCADE

CONSTRAINT record_pkey ON record PRIMARY KEY (contact_id)

CONSTRAINT rotation_account_pkey ON rotation_account PRIMARY KEY (rotation, owner_id)

CONSTRAINT rotation_account_rotation_fkey ON rotation_account FOREIGN KEY (rotation) REFERENCES rotation(rotation)

CONSTRAINT rotation_pkey ON rotation PRIMARY KEY (rotation)

CONSTRAINT said_contact_id_fkey ON said FOREIGN KEY (contact_id) REFERENCES contact(contact_id) ON DELETE CASCADE

CONSTRAINT said_pkey ON said PRIMARY KEY (seq)

CONSTRAINT said_through_check ON said CHECK ((through = ANY (ARRAY['card'::text, 'property'::text, 'workflow'::text, 'command'::text])))

CONSTRAINT schema_migration_pkey ON schema_migration PRIMARY KEY (number)

CONSTRAINT score_contact_id_fkey ON score FOREIGN KEY (contact_id) REFERENCES contact(contact_id) ON DELETE CASCADE

CONSTRAINT score_pkey ON score PRIMARY KEY (contact_id)

CONSTRAINT setting_pkey ON setting PRIMARY KEY (name)

CONSTRAINT task_effect_contact_id_fkey ON task_effect FOREIGN KEY (contact_id) REFERENCES contact(contact_id) ON DELETE CASCADE

CONSTRAINT task_effect_kind_check ON task_effect CHECK ((kind = ANY (ARRAY['task'::text, 'note'::text, 'email'::text])))

CONSTRAINT task_effect_pkey ON task_effect PRIMARY KEY (key)

CONSTRAINT task_effect_state_check ON task_effect CHECK ((state = ANY (ARRAY['intended'::text, 'sending'::text, 'ambiguous'::text, 'done'::text, 'failed'::text])))

CONSTRAINT tombstone_key_one_check ON tombstone_key CHECK (one)

CONSTRAINT tombstone_key_pkey ON tombstone_key PRIMARY KEY (one)

CONSTRAINT tombstone_pkey ON tombstone PRIMARY KEY (hash)

CREATE INDEX activity_record ON baton.activity USING btree (kind, id)

CREATE INDEX contact_buried ON baton.contact USING btree (buried_at) WHERE (buried_at IS NOT NULL)

CREATE INDEX contact_due ON baton.contact USING btree (lane, due_at, contact_id) WHERE (due_at IS NOT NULL)

CREATE INDEX cycle_handoff ON baton.cycle USING btree (handoff_at) WHERE (handoff_at IS NOT NULL)

CREATE INDEX cycle_open ON baton.cycle USING btree (state) WHERE (ended_at IS NULL)

CREATE INDEX cycle_owner ON baton.cycle USING btree (owner_id) WHERE ((ended_at IS NULL) AND (owner_id IS NOT NULL))

CREATE INDEX cycle_rejected ON baton.cycle USING btree ((((cycle #>> '{verdict,at}'::text[]))::bigint)) WHERE ((cycle #>> '{verdict,kind}'::text[]) = 'rejected'::text)

CREATE INDEX dealt_at ON baton.dealt USING btree (at)

CREATE INDEX dealt_company ON baton.dealt USING gin (companies) WHERE (rotation IS NOT NULL)

CREATE INDEX dealt_contact ON baton.dealt USING btree (contact_id)

CREATE INDEX dealt_owed ON baton.dealt USING btree (rotation, turn) WHERE ((struck_at IS NOT NULL) AND (settled_by IS NULL))

CREATE INDEX decision_contact ON baton.decision USING btree (contact_id, seq)

CREATE INDEX event_received ON baton.event USING brin (received_at)

CREATE INDEX gap_open ON baton.gap USING btree (found_at) WHERE (resolved_at IS NULL)

CREATE INDEX message_contact ON baton.message USING btree (contact_id, intended_at)

CREATE INDEX message_open ON baton.message USING btree (COALESCE(not_before, intended_at)) WHERE (state = ANY (ARRAY['intended'::text, 'sending'::text]))

CREATE INDEX record_company ON baton.record USING btree (company_id) WHERE (company_id IS NOT NULL)

CREATE INDEX record_merged ON baton.record USING btree (merged_into) WHERE (merged_into IS NOT NULL)

CREATE INDEX said_contact ON baton.said USING btree (contact_id, seq)

CREATE OR REPLACE FUNCTION baton.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$function$

CREATE OR REPLACE FUNCTION baton.reserve_call(p_bucket text, p_limit integer, p_window bigint, p_now bigint)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
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
$function$

CREATE OR REPLACE FUNCTION baton.tombstone_of(contact_id text)
 RETURNS bytea
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN sha256(((SELECT tombstone_key.key FROM tombstone_key) || convert_to(contact_id, 'UTF8'::name)))

CREATE UNIQUE INDEX activity_pkey ON baton.activity USING btree (contact_id, kind, id)

CREATE UNIQUE INDEX agreement_in_force_pkey ON baton.agreement_in_force USING btree (seq)

CREATE UNIQUE INDEX agreement_signature_pkey ON baton.agreement_signature USING btree (hash, role, email)

CREATE UNIQUE INDEX agreement_version_pkey ON baton.agreement_version USING btree (hash)

CREATE UNIQUE INDEX authority_log_pkey ON baton.authority_log USING btree (seq)

CREATE UNIQUE INDEX availability_pkey ON baton.availability USING btree (email)

CREATE UNIQUE INDEX call_window_pkey ON baton.call_window USING btree (bucket)

CREATE UNIQUE INDEX contact_pkey ON baton.contact USING btree (contact_id)

CREATE UNIQUE INDEX cycle_pkey ON baton.cycle USING btree (contact_id, no)

CREATE UNIQUE INDEX dealt_pkey ON baton.dealt USING btree (seq)

CREATE UNIQUE INDEX dealt_turn ON baton.dealt USING btree (rotation, turn)

CREATE UNIQUE INDEX decision_pkey ON baton.decision USING btree (seq)

CREATE UNIQUE INDEX event_dedupe ON baton.event USING btree (dedupe)

CREATE UNIQUE INDEX event_pkey ON baton.event USING btree (seq)

CREATE UNIQUE INDEX event_to_crm_pkey ON baton.event_to_crm USING btree (hour_at, class)

CREATE UNIQUE INDEX gap_pkey ON baton.gap USING btree (contact_id, kind)

CREATE UNIQUE INDEX message_pkey ON baton.message USING btree (key)

CREATE UNIQUE INDEX quarantine_pkey ON baton.quarantine USING btree (seq)

CREATE UNIQUE INDEX record_pkey ON baton.record USING btree (contact_id)

CREATE UNIQUE INDEX rotation_account_pkey ON baton.rotation_account USING btree (rotation, owner_id)

CREATE UNIQUE INDEX rotation_pkey ON baton.rotation USING btree (rotation)

CREATE UNIQUE INDEX said_key ON baton.said USING btree (key)

CREATE UNIQUE INDEX said_pkey ON baton.said USING btree (seq)

CREATE UNIQUE INDEX schema_migration_pkey ON baton.schema_migration USING btree (number)

CREATE UNIQUE INDEX score_pkey ON baton.score USING btree (contact_id)

CREATE UNIQUE INDEX setting_pkey ON baton.setting USING btree (name)

CREATE UNIQUE INDEX task_effect_cycle ON baton.task_effect USING btree (contact_id, cycle_no, kind) WHERE ((state <> 'failed'::text) AND (kind <> 'email'::text))

CREATE UNIQUE INDEX task_effect_pkey ON baton.task_effect USING btree (key)

CREATE UNIQUE INDEX tombstone_key_pkey ON baton.tombstone_key USING btree (one)

CREATE UNIQUE INDEX tombstone_pkey ON baton.tombstone USING btree (hash)

TABLE activity
  kind text NOT NULL
  id text NOT NULL
  contact_id text COLLATE "C" NOT NULL
  at bigint NOT NULL
  logged_at bigint NOT NULL
  owner_id text
  properties jsonb NOT NULL

TABLE agreement_in_force
  seq bigint NOT NULL IDENTITY
  hash text NOT NULL
  applied_at bigint NOT NULL
  how text NOT NULL DEFAULT 'apply'::text

TABLE agreement_signature
  hash text NOT NULL
  role text NOT NULL
  email text NOT NULL
  user_id text
  signed_at bigint NOT NULL

TABLE agreement_version
  hash text NOT NULL
  name text NOT NULL
  version integer NOT NULL
  text text NOT NULL
  stored_at bigint NOT NULL

TABLE authority_log
  seq bigint NOT NULL IDENTITY
  at bigint NOT NULL
  action text NOT NULL
  allowed boolean NOT NULL
  hash text
  role text
  who text NOT NULL
  because text NOT NULL
  user_id text

TABLE availability
  email text NOT NULL
  available boolean NOT NULL
  until bigint
  said_at bigint NOT NULL
  by_user text NOT NULL

TABLE call_window WITH (fillfactor=40)
  bucket text NOT NULL
  calls bigint[] NOT NULL STORAGE m

TABLE contact WITH (fillfactor=70, autovacuum_vacuum_scale_factor=0.02, autovacuum_analyze_scale_factor=0.02)
  contact_id text COLLATE "C" NOT NULL
  lane smallint NOT NULL
  due_at bigint
  due_because text NOT NULL
  version bigint NOT NULL DEFAULT 1
  planned_version bigint NOT NULL DEFAULT 0
  lease_by text
  lease_until bigint
  claimed_version bigint
  attempts integer NOT NULL DEFAULT 0
  unread bigint[] NOT NULL DEFAULT '{}'::bigint[]
  in_hand bigint[] NOT NULL DEFAULT '{}'::bigint[]
  buried_at bigint
  buried_code text
  buried_message text

TABLE cycle
  contact_id text COLLATE "C" NOT NULL
  no integer NOT NULL
  state text NOT NULL
  opened_at bigint NOT NULL
  ended_at bigint
  handoff_at bigint
  cycle jsonb NOT NULL
  owner_id text DEFAULT (cycle #>> '{handoff,ownerId}'::text[])

TABLE dealt
  seq bigint NOT NULL IDENTITY
  contact_id text COLLATE "C"
  cycle_no integer NOT NULL
  owner_id text NOT NULL
  at bigint NOT NULL
  how text NOT NULL
  rotation text
  turn bigint
  eligible jsonb
  value double precision
  companies text[] NOT NULL
  struck_at bigint
  struck_for text
  settled_by bigint

TABLE decision
  seq bigint NOT NULL IDENTITY
  contact_id text COLLATE "C" NOT NULL
  decided_at bigint NOT NULL
  agreement text NOT NULL
  total integer NOT NULL
  behaviour integer NOT NULL
  profile integer NOT NULL
  grade text NOT NULL
  cycle_no integer
  state text
  because jsonb NOT NULL
  receipt jsonb
  task_key text
  pinned boolean NOT NULL DEFAULT false

TABLE event
  seq bigint NOT NULL IDENTITY
  dedupe bytea NOT NULL
  event_id text NOT NULL
  subscription_type text NOT NULL
  occurred_at bigint NOT NULL
  received_at bigint NOT NULL
  contact_ids text[] NOT NULL
  payload text

TABLE event_to_crm
  hour_at bigint NOT NULL
  class smallint NOT NULL
  n bigint NOT NULL

TABLE gap
  contact_id text COLLATE "C" NOT NULL
  kind text NOT NULL
  because text NOT NULL
  repair text
  found_at bigint NOT NULL
  repaired_at bigint
  resolved_at bigint

TABLE message
  key text NOT NULL
  contact_id text COLLATE "C" NOT NULL
  cycle_no integer NOT NULL
  state text NOT NULL
  tell jsonb NOT NULL
  outcome text
  intended_at bigint NOT NULL
  changed_at bigint NOT NULL
  not_before bigint
  attempts integer NOT NULL DEFAULT 0
  channel text

TABLE quarantine
  seq bigint NOT NULL IDENTITY
  reason text NOT NULL
  entry text NOT NULL
  received_at bigint NOT NULL

TABLE record
  contact_id text COLLATE "C" NOT NULL
  properties jsonb NOT NULL
  company_id text
  company jsonb
  company_read_at bigint
  facts jsonb NOT NULL
  read_at bigint NOT NULL
  gone_at bigint
  merged_into text COLLATE "C"
  lists jsonb

TABLE rotation
  rotation text NOT NULL
  dealt bigint NOT NULL
  largest double precision NOT NULL

TABLE rotation_account
  rotation text NOT NULL
  owner_id text NOT NULL
  entitled double precision NOT NULL
  received double precision NOT NULL
  entitled_value double precision NOT NULL
  received_value double precision NOT NULL
  last_turn bigint NOT NULL

TABLE said
  seq bigint NOT NULL IDENTITY
  contact_id text COLLATE "C" NOT NULL
  cycle_no integer NOT NULL
  key text NOT NULL
  at bigint NOT NULL
  by_user text
  by_email text NOT NULL
  through text NOT NULL
  what jsonb NOT NULL

TABLE schema_migration
  number integer NOT NULL
  name text NOT NULL
  hash text NOT NULL

TABLE score
  contact_id text COLLATE "C" NOT NULL
  at bigint NOT NULL
  agreement text NOT NULL
  total integer NOT NULL
  behaviour integer NOT NULL
  profile integer NOT NULL
  coverage double precision NOT NULL
  grade text NOT NULL
  receipt jsonb NOT NULL
  because jsonb NOT NULL
  cycle_no integer
  state text
  decided_at bigint NOT NULL

TABLE setting
  name text NOT NULL
  value jsonb NOT NULL
  changed_at bigint NOT NULL

TABLE task_effect
  key text NOT NULL
  contact_id text COLLATE "C" NOT NULL
  cycle_no integer NOT NULL
  state text NOT NULL
  task jsonb NOT NULL
  hubspot_id text
  attempts integer NOT NULL DEFAULT 0
  changed_at bigint NOT NULL
  error text
  kind text NOT NULL DEFAULT 'task'::text
  outdated boolean NOT NULL DEFAULT false

TABLE tombstone
  hash bytea NOT NULL
  purged_at bigint NOT NULL

TABLE tombstone_key
  one boolean NOT NULL DEFAULT true
  key bytea NOT NULL
