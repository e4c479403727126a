-- The HubSpot lists (segments) a contact is in, by HubSpot's id, because names change: { ids, readAt }. Null: not read.
ALTER TABLE baton.record ADD COLUMN lists jsonb;
