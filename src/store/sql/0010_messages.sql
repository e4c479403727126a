-- What HubSpot is to have exactly once: tasks from the beginning, now also notes and logged e-mails. One of each per cycle, but e-mails.
ALTER TABLE baton.task_effect ADD COLUMN kind text NOT NULL DEFAULT 'task' CHECK (kind IN ('task', 'note', 'email'));
DROP INDEX baton.task_effect_cycle;
CREATE UNIQUE INDEX task_effect_cycle ON baton.task_effect (contact_id, cycle_no, kind) WHERE state <> 'failed' AND kind <> 'email';

-- The task exists, and has another owner or deadline than it was made with: HubSpot is still to be told.
ALTER TABLE baton.task_effect ADD COLUMN outdated boolean NOT NULL DEFAULT false;

-- A message waits for quiet hours, a digest or a retry until then; while somebody has it in hand, until it is free again.
ALTER TABLE baton.message ADD COLUMN not_before bigint;
ALTER TABLE baton.message ADD COLUMN attempts integer NOT NULL DEFAULT 0;
-- By what it was last sent.
ALTER TABLE baton.message ADD COLUMN channel text;
DROP INDEX baton.message_open;
CREATE INDEX message_open ON baton.message (coalesce(not_before, intended_at)) WHERE state IN ('intended', 'sending');
