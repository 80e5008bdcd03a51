-- Raw bytes, once each, by the SHA-256 of what they are.
create table blob (
    hash    bytea       primary key check (length(hash) = 32),
    size    bigint      not null,
    created timestamptz not null
);

create table blob_chunk (
    hash bytea   not null references blob on delete cascade,
    seq  integer not null,
    data bytea   not null,
    primary key (hash, seq)
);
-- Mail is mostly base64 and packed files: compressing costs more than it saves, and slices of what is not compressed are cheap.
alter table blob_chunk alter column data set storage external;

create table item (
    id                uuid        primary key,
    collective_id     uuid        not null references collective on delete cascade,
    name              text        not null,
    -- Name and addresses in lower case, made so by us: what lower() does to an umlaut depends on the database's locale.
    searched          text        not null,
    direction         varchar(16) not null check (direction in ('incoming', 'outgoing')),
    source            text        not null,
    state             varchar(16) not null,
    created           timestamptz not null,
    updated           timestamptz not null,
    item_date         timestamptz,
    folder            text,
    language          varchar(3),
    tags              text[]      not null,
    attachment_count  integer     not null, -- listed ones
    size              bigint      not null, -- of the raw message, or of all files
    -- The message that it was made of, where it was one.
    raw_hash          bytea       references blob,
    raw_name          text,
    message_id        text,
    mail_from         text,
    mail_to           text,
    mail_cc           text,
    subject           text,
    mail_date         timestamptz,
    fingerprint       bytea,
    reused_message_id boolean     not null,
    problem           text                  -- why the message was not looked into
);
create index on item (collective_id, created desc, id desc);
create index on item (raw_hash);

create table attachment (
    id           uuid        primary key,
    item_id      uuid        not null references item on delete cascade,
    position     integer     not null,
    kind         varchar(16) not null check (kind in ('text', 'html', 'body', 'page', 'attachment')),
    name         text        not null,
    content_type text        not null,
    charset      text,
    flow         varchar(16) not null,
    size         bigint      not null, -- decoded
    sha256       bytea,                -- of what is decoded
    -- Where its octets are: a span of a blob, in a transfer encoding. A page has none, it is made of the body parts.
    blob_hash    bytea       references blob,
    span_offset  bigint      not null,
    span_length  bigint      not null,
    encoding     varchar(20) not null,
    content_id   text,
    unique (item_id, position),
    check (kind = 'page' or (sha256 is not null and blob_hash is not null))
);
create index on attachment (blob_hash);
create index on attachment (sha256);

-- Who still needs a blob. Every table with a foreign key to blob stands here.
create view blob_reference as
    select raw_hash as hash from item where raw_hash is not null
    union all
    select blob_hash from attachment where blob_hash is not null;

-- Every mail that ever came in. The row outlives its item, so that a deleted item's mail does not come again.
create table mail_fingerprint (
    collective_id   uuid  not null references collective on delete cascade,
    fingerprint     bytea not null check (length(fingerprint) = 32),
    message_id_hash bytea,
    item_id         uuid  references item on delete set null deferrable initially deferred, -- claimed before the item is made
    primary key (collective_id, fingerprint)
);
create index on mail_fingerprint (collective_id, message_id_hash);
create index on mail_fingerprint (item_id);
