-- Decided while a person had pinned the temperature, or about a lead that was handed off so: no data to learn from.
ALTER TABLE baton.decision ADD COLUMN pinned boolean NOT NULL DEFAULT false;
