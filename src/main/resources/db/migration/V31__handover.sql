-- Where users want what is imported to go. What is secret about it is sealed and bound to its row.
create table destination (
    id         uuid         primary key,
    account_id uuid         not null references account on delete cascade,
    name       varchar(128) not null,
    kind       varchar(16)  not null check (kind in ('docspell', 'paperless', 'folder', 's3', 'webhook')),
    options    jsonb        not null, -- what its kind needs, without what is secret
    secret     bytea,
    failures   integer      not null default 0, -- in a row, by its own fault rather than that of what it was given
    paused     text,                  -- why nothing is delivered until its owner has seen to it
    created    timestamptz  not null,
    updated    timestamptz  not null,
    version    bigint       not null,
    unique (account_id, name)
);

-- In their order; whether they still exist is the business of whoever reads them.
alter table scan_task add column destinations uuid[] not null default '{}';
alter table scan_task add column keep_here boolean not null default true;

-- What is to be delivered, and what became of it. The id is the idempotency key: it stays the same at every attempt.
create table handover (
    id             uuid        primary key,
    item_id        uuid        not null references item on delete cascade,
    destination_id uuid        not null references destination on delete cascade,
    state          varchar(12) not null check (state in ('pending', 'delivered', 'skipped', 'failed', 'cancelled')),
    keep           boolean     not null, -- the item stays whole here, whoever else has it
    took           boolean     not null default false, -- contents of the item are there now
    created        timestamptz not null,
    attempts       integer     not null default 0,
    last_attempt   timestamptz,
    next_attempt   timestamptz,          -- null unless pending
    give_up        timestamptz not null, -- what has not been delivered by then is failed
    run            uuid,                 -- the run of the job that has it in hand, or had when its process died
    progress       text,                 -- what the destination's kind wants to know at the next attempt
    status         integer,
    answer         text,
    error          text,
    remote_id      text,
    remote_link    text,
    unique (item_id, destination_id)
);
create index on handover (destination_id, next_attempt, id) where state = 'pending';
create index on handover (destination_id, state);
