-- Which key seals, and how far what others have sealed was sealed anew with it.
alter table sealing_key
    add column activated    timestamptz not null default now(), -- the latest one seals
    add column remaining    bigint,      -- values that it has sealed and no other one since, as of the last look
    add column unused_since timestamptz, -- none were left then; whoever had one in hand may still write it back
    add column retired      timestamptz; -- nothing needs it any more
update sealing_key set activated = created;

-- Which keys the replicas have: a new one seals when everybody can open what it seals.
create table sealing_replica (
    id    uuid        primary key,
    keys  text[]      not null, -- ids, never keys; the first is the one that is to seal
    seals text        not null, -- the one that does
    seen  timestamptz not null
);

-- The keys that sign sessions, one keyset of one key per generation.
alter table token_keyset
    drop constraint token_keyset_id_check,
    add constraint token_keyset_id_check check (id >= 1),
    add column signs_from timestamptz not null default now(); -- the latest that has come signs; all verify
update token_keyset set signs_from = created;

-- Tokens for programs. Known by their SHA-256 only: they are random, so nothing is gained by guessing slowly.
create table api_token (
    id            uuid         primary key,
    account_id    uuid         not null references account on delete cascade,
    name          varchar(128) not null,
    hash          bytea        not null unique check (length(hash) = 32),
    ending        varchar(8)   not null, -- its last characters, to tell it from others
    scopes        text[]       not null,
    created       timestamptz  not null,
    expires       timestamptz,           -- null: never
    last_used     timestamptz,           -- to the minute
    last_address  text,
    window_ends   timestamptz  not null default '-infinity', -- of the limit
    window_used   integer      not null default 0,           -- handed out to replicas within it
    window_given  integer      not null default 0,           -- the last time
    unique (account_id, name)
);
