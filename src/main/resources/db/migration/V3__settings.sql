-- A user's mail servers. Passwords are sealed and bound to their row: copied to another one they do not open.
create table smtp_setting (
    id                  uuid         primary key,
    account_id          uuid         not null references account on delete cascade,
    name                varchar(128) not null,
    host                varchar(255) not null,
    port                integer      check (port between 1 and 65535), -- null: the default of the protocol and ssl_type
    user_name           text,                                         -- null: no authentication
    password            bytea,
    ssl_type            varchar(8)   not null check (ssl_type in ('SSL', 'STARTTLS', 'NONE')),
    ignore_certificates boolean      not null,
    use_oauth           boolean      not null,
    from_address        text         not null,
    reply_to            text,
    created             timestamptz  not null,
    updated             timestamptz  not null,
    version             bigint       not null,
    unique (account_id, name)
);

create table imap_setting (
    id                  uuid         primary key,
    account_id          uuid         not null references account on delete cascade,
    name                varchar(128) not null,
    host                varchar(255) not null,
    port                integer      check (port between 1 and 65535),
    user_name           text,
    password            bytea,
    ssl_type            varchar(8)   not null check (ssl_type in ('SSL', 'STARTTLS', 'NONE')),
    ignore_certificates boolean      not null,
    use_oauth           boolean      not null,
    created             timestamptz  not null,
    updated             timestamptz  not null,
    version             bigint       not null,
    unique (account_id, name)
);
