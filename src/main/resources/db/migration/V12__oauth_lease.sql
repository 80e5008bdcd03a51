-- Who is asking the provider for new tokens, and until when nobody else does. No transaction is open meanwhile.
alter table oauth_grant add column lease_holder uuid;
alter table oauth_grant add column lease_until timestamptz;

-- Whether the last failure is for the client that we are to the provider, and not for its network.
alter table oauth_grant add column client_at_fault boolean not null default false;

-- When the owner last consented; null: when the grant was made.
alter table oauth_grant add column consented timestamptz;
