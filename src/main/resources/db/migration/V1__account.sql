-- The keys that seal secrets, by id only; the keys themselves are never here.
create table sealing_key (
    id          varchar(16) primary key,
    created     timestamptz not null,
    sample      bytea       not null -- a sealed constant: opens with the right key only
);

-- One row: the keyset that signs tokens, sealed.
create table token_keyset (
    id          smallint    primary key check (id = 1),
    sealed      bytea       not null,
    created     timestamptz not null
);

create table collective (
    id          uuid         primary key,
    name        varchar(128) not null unique,
    created     timestamptz  not null
);

create table account (
    id            uuid         primary key,
    collective_id uuid         not null references collective on delete cascade,
    login         varchar(128) not null,
    password_hash text         not null,
    email         text,
    admin         boolean      not null,
    created       timestamptz  not null,
    version       bigint       not null,
    unique (collective_id, login)
);

create table login_session (
    id          uuid        primary key,
    account_id  uuid        not null references account on delete cascade,
    created     timestamptz not null,
    expires     timestamptz not null,
    remember    boolean     not null
);
create index on login_session (account_id);
create index on login_session (expires);

create table invite (
    key           varchar(64) primary key,
    collective_id uuid        not null references collective on delete cascade,
    created       timestamptz not null,
    expires       timestamptz not null
);

-- Failed logins within the current window, per account and per address.
create table login_failure (
    subject     varchar(400) primary key,
    failures    integer      not null,
    window_ends timestamptz  not null
);
