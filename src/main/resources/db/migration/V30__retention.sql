-- How long a collective keeps what; without a row as long as the operator says.
create table retention_period (
    collective_id uuid        not null references collective on delete cascade,
    kind          varchar(16) not null,
    days          integer     check (days > 0), -- null: for ever
    changed       timestamptz not null,
    primary key (collective_id, kind)
);

-- When the original of its mail was removed and what the item needs of it got contents of its own.
alter table item add column original_gone timestamptz;
create index item_with_original on item (collective_id, created, id) where raw_hash is not null and problem is null;

-- When a mail was last dealt with. Mails from before this counted as of the day of the upgrade; no row is rewritten.
alter table scan_ledger add column dealt date not null default current_date;

create index on sent_mail (collective_id, created);
drop index sent_mail_collective_id_idx; -- (collective_id, id) does the same

create index on audit_entry (collective_id, at);
drop index audit_entry_at_idx; -- periods are of collectives

-- Blobs that have lost a reference, and perhaps their last; written where that was removed.
create table blob_suspect (
    hash bytea primary key
);

-- A user or collective that is being removed: nobody is let in any more.
alter table account add column leaving uuid;
alter table collective add column leaving uuid;

-- What was removed, and how far that is. It names nobody: when it is finished, nothing here leads to whoever it was.
create table removal (
    id            uuid        primary key, -- of version 4: whoever has it may read this
    subject       varchar(10) not null check (subject in ('user', 'collective')),
    collective_id uuid        references collective on delete set null,
    account_id    uuid        references account on delete set null,
    asked         timestamptz not null,
    finished      timestamptz,
    counts        jsonb       not null, -- what the rooms removed
    before        jsonb,                -- rows by table when it began, and
    after         jsonb                 -- when it had ended
);
create index on removal (collective_id, asked desc);
create index on removal (account_id);
