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

drop index scan_ledger_cursor_id_next_try_idx;
alter table scan_ledger
    alter column outcome type scan_outcome using outcome::scan_outcome,
    alter column attempts drop not null,
    alter column attempts drop default,
    alter column attempts type smallint using nullif(attempts, 0), -- of mails that failed; the others have none
    -- The number of the run that dealt with it last; 0: one before there were numbers.
    add column run integer not null default 0;
-- Many rows have the same key, and PostgreSQL keeps such a key once: a few bytes a row.
create index on scan_ledger (cursor_id, outcome, run);
