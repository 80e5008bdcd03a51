-- An object in an object store, from before its first byte is sent until nothing can be left of it. Its id is in its key, and no
-- key is ever used twice: whoever deletes an object deletes nothing that somebody else is storing.
create table blob_object (
    id      uuid        primary key,
    hash    bytea       not null check (length(hash) = 32),
    size    bigint      not null,
    store   varchar(63) not null, -- its name in the configuration
    state   varchar(7)  not null check (state in ('begun', 'stored', 'doomed', 'deleted')),
    changed timestamptz not null
);
create index on blob_object (state, changed) where state <> 'stored';
create index on blob_object (store);

-- Where its bytes are; null: in blob_chunk.
alter table blob add column object_id uuid references blob_object;
create index on blob (object_id) where object_id is not null;

-- Chunks of blobs that lie in an object store by now.
create table blob_leftover (
    hash  bytea       primary key references blob on delete cascade,
    since timestamptz not null
);
