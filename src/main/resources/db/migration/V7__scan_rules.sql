-- More that a mail can be left out for, and what is done to mails on the server, by what became of them:
-- 'move:Archive', 'keyword:$Done', 'trash', 'nothing' ...; null: what target_folder, delete_mail and post_handle_all say.
alter table scan_task
    add column from_filter     text,
    add column to_filter       text,
    add column body_filter     text,
    add column file_exclude    text,
    add column min_size        bigint,
    add column max_size        bigint,
    add column flagged_only    boolean not null default false,
    add column unread_only     boolean not null default false,
    add column imported_action text,
    add column filtered_action text,
    add column failed_action   text,
    -- How many runs its settings have had: the number of the last one.
    add column last_run        integer not null default 0;

-- HIGHESTMODSEQ (RFC 7162) when flags were last looked at. What has not moved since has no flag changed.
alter table mailbox_cursor add column mod_seq bigint;

-- A run's name in the ledger: four bytes a row instead of sixteen.
alter table scan_run add column number integer;
update scan_run r set number = n.number
    from (select id, row_number() over (partition by runs order by started, id) as number from scan_run) n
    where n.id = r.id;
alter table scan_run alter column number set not null;
update scan_task t set last_run = coalesce((select max(number) from scan_run r where r.runs = t.id), 0);
create unique index on scan_run (runs, number);

-- Four bytes as well, and read and written by its word.
create type scan_outcome as enum
    ('imported', 'duplicate', 'filtered', 'failed', 'quarantined', 'gone', 'ignored');

-- Made anew: with a ninth column the head of every row would grow by eight bytes. What only failed mails have goes to a
-- table of its own.
alter table scan_ledger rename to old_scan_ledger;
create table scan_ledger (
    cursor_id bigint       not null references mailbox_cursor on delete cascade,
    uid       bigint       not null,
    outcome   scan_outcome not null,
    -- The number of the run that dealt with it last; 0: one before there were numbers.
    run       integer      not null,
    item_id   uuid,
    -- What is still to be done to the mail on the server, recorded with its item and done afterwards.
    action    varchar(8),
    -- The rule that left it out, why it failed, or what else is worth knowing.
    detail    text
);
insert into scan_ledger (cursor_id, uid, outcome, run, item_id, action, detail)
    select cursor_id, uid, outcome::scan_outcome, 0, item_id, action, detail from old_scan_ledger;
create table scan_failure (
    cursor_id bigint   not null,
    uid       bigint   not null,
    attempts  smallint not null,
    next_try  timestamptz, -- null: never
    primary key (cursor_id, uid)
);
insert into scan_failure (cursor_id, uid, attempts, next_try)
    select cursor_id, uid, attempts, next_try from old_scan_ledger where outcome in ('failed', 'quarantined');
drop table old_scan_ledger;

alter table scan_ledger add primary key (cursor_id, uid);
create index on scan_ledger (cursor_id, uid) where action is not null;
-- Many rows have the same key, and PostgreSQL keeps such a key once: a few bytes a row.
create index on scan_ledger (cursor_id, outcome, run);
alter table scan_failure add foreign key (cursor_id, uid) references scan_ledger on delete cascade;
