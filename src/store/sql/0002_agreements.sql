-- Who said yes to which text. A text is its hash: another word, another hash, no signature.
CREATE TABLE baton.agreement_signature (
  hash      text NOT NULL REFERENCES baton.agreement_version,
  role      text NOT NULL CHECK (role IN ('marketing', 'sales')),
  email     text NOT NULL,
  -- Null: signed on the server.
  user_id   text,
  signed_at bigint NOT NULL,
  PRIMARY KEY (hash, role, email)
);

-- A rollback takes the step before it back; rolling back once more goes one step further.
ALTER TABLE baton.agreement_in_force ADD COLUMN how text NOT NULL DEFAULT 'apply' CHECK (how IN ('apply', 'rollback'));

-- Every decision about agreements, the refused ones too.
CREATE TABLE baton.authority_log (
  seq     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      bigint NOT NULL,
  action  text NOT NULL CHECK (action IN ('sign', 'apply', 'rollback')),
  allowed boolean NOT NULL,
  hash    text,
  role    text CHECK (role IN ('marketing', 'sales')),
  -- An e-mail address, or "the server" for whoever may run commands there.
  who     text NOT NULL,
  because text NOT NULL
);

CREATE FUNCTION baton.refuse_change() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;

CREATE TRIGGER authority_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON baton.authority_log
  FOR EACH STATEMENT EXECUTE FUNCTION baton.refuse_change();

CREATE TRIGGER agreement_signature_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON baton.agreement_signature
  FOR EACH STATEMENT EXECUTE FUNCTION baton.refuse_change();

CREATE TRIGGER agreement_in_force_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON baton.agreement_in_force
  FOR EACH STATEMENT EXECUTE FUNCTION baton.refuse_change();
