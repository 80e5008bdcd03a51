-- Which refresh token is being shown to the provider, and until when nobody else shows it. No transaction is open meanwhile.
alter table oauth_grant add column lease_for bytea;
alter table oauth_grant add column lease_until timestamptz;

-- Whether the last failure is for the client that we are to the provider, and not for its network.
alter table oauth_grant add column client_at_fault boolean not null default false;

-- When the owner last consented; null: when the grant was made.
alter table oauth_grant add column consented timestamptz;
