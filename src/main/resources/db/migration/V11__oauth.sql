-- How the users of a collective reach an OAuth2 provider that the operator has not configured, or with a client of their own.
create table oauth_client (
    id                            uuid         primary key,
    collective_id                 uuid         not null references collective on delete cascade,
    provider                      varchar(64)  not null, -- the provider's id; comes before the operator's of the same id
    kind                          varchar(16)  not null check (kind in ('GOOGLE', 'MICROSOFT', 'OIDC')),
    display_name                  varchar(128),
    client_id                     text         not null,
    client_secret                 bytea,                 -- sealed; null: a public client
    tenant                        text,
    issuer                        text,
    authorization_endpoint        text,                  -- these: null means what discovery or the kind says
    token_endpoint                text,
    device_authorization_endpoint text,
    revocation_endpoint           text,
    userinfo_endpoint             text,
    jwks_uri                      text,
    scopes                        text,                  -- separated by spaces; null: what the kind needs for mail
    sasl                          varchar(16)  check (sasl in ('XOAUTH2', 'OAUTHBEARER')),
    auth_method                   varchar(32)  check (auth_method in ('CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST', 'NONE')),
    authorize_parameters          text,                  -- more of them, as they stand in a query
    address_claim                 varchar(64),           -- of the ID token; null: the kind's
    created                       timestamptz  not null,
    updated                       timestamptz  not null,
    version                       bigint       not null,
    unique (collective_id, provider)
);

-- What a user has consented to: one mailbox at one provider, for reading and for sending.
create table oauth_grant (
    id                     uuid         primary key,
    account_id             uuid         not null references account on delete cascade,
    name                   varchar(128) not null,
    provider               varchar(64)  not null,
    client_id              text         not null,        -- a refresh token is good for the client that it was given to
    client_secret          bytea,                        -- sealed; null: the provider's configured one, or a public client
    own_client             boolean      not null,        -- the provider's is the collective's own, not the operator's
    issuer                 text,
    tenant                 text,
    authorization_endpoint text,                         -- all as resolved when it was granted
    token_endpoint         text         not null,
    revocation_endpoint    text,
    auth_method            varchar(32)  not null check (auth_method in ('CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST', 'NONE')),
    address                text,                         -- the mailbox
    scope                  text         not null,        -- separated by spaces
    sasl                   varchar(16)  check (sasl in ('XOAUTH2', 'OAUTHBEARER')), -- null: what the mail server offers
    refresh_token          bytea,                        -- sealed
    access_token           bytea,                        -- sealed
    access_expires         timestamptz,
    refreshed              timestamptz,                  -- the last time that the provider gave tokens
    state                  varchar(16)  not null check (state in ('active', 'needs-reauth')),
    error                  text,
    failures               integer      not null default 0,
    next_try               timestamptz,                  -- not before then, after a failure that may pass
    created                timestamptz  not null,
    updated                timestamptz  not null,
    version                bigint       not null,
    unique (account_id, name)
);
-- What is to be refreshed next.
create index on oauth_grant (access_expires) where state = 'active';
create index on oauth_grant (refreshed) where state = 'active';

-- A consent that is under way. It is good for minutes, once, and for the session that began it.
create table oauth_authorization (
    id            uuid         primary key,
    account_id    uuid         not null references account on delete cascade,
    session_id    uuid         not null,
    provider      varchar(64)  not null,
    grant_name    varchar(128) not null,
    grant_id      uuid         references oauth_grant on delete cascade, -- the one to authorise again; null: a new one
    address       text,                                  -- the mailbox that it must turn out to be
    any_address   boolean      not null,                 -- or another one, as confirmed
    state_hash    bytea        unique,                   -- SHA-256 of the state; null with the device flow
    browser_hash  bytea,                                 -- SHA-256 of what the browser's cookie says
    verifier      bytea,                                 -- sealed; RFC 7636
    nonce         text,                                  -- comes back in the id token
    redirect_uri  text,
    device_code   bytea,                                 -- sealed; RFC 8628
    poll_interval integer,                               -- seconds
    next_poll     timestamptz,
    outcome       varchar(16)  check (outcome in ('taken', 'done', 'denied', 'failed')), -- null: pending
    error         text,
    created       timestamptz  not null,
    expires       timestamptz  not null
);
create index on oauth_authorization (account_id);
create index on oauth_authorization (expires);

-- One grant serves settings of both kinds.
alter table smtp_setting add column oauth_grant_id uuid references oauth_grant on delete set null;
alter table imap_setting add column oauth_grant_id uuid references oauth_grant on delete set null;
create index on smtp_setting (oauth_grant_id) where oauth_grant_id is not null;
create index on imap_setting (oauth_grant_id) where oauth_grant_id is not null;
