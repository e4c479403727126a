-- What a person said about being there for leads, by e-mail in lower case; no row: nothing, and HubSpot and the agreement decide.
CREATE TABLE baton.availability (
  email     text PRIMARY KEY,
  available boolean NOT NULL,
  -- Null: until the person says otherwise.
  until     bigint,
  said_at   bigint NOT NULL,
  -- HubSpot's user id from the signed request.
  by_user   text NOT NULL
);
