-- Named people decide about more than signatures: which drafts are there to sign, and whether anything is written to HubSpot at all.
ALTER TABLE baton.authority_log
  DROP CONSTRAINT authority_log_action_check,
  ADD CONSTRAINT authority_log_action_check CHECK (action IN ('upload', 'sign', 'apply', 'rollback', 'pause', 'resume')),
  -- HubSpot's user id from the signed request; null: on the server.
  ADD COLUMN user_id text;

-- From an event to the write it caused, counted by hour and by class of duration.
CREATE TABLE baton.event_to_crm (
  hour_at bigint NOT NULL,
  class   smallint NOT NULL,
  n       bigint NOT NULL,
  PRIMARY KEY (hour_at, class)
);
