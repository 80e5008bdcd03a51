-- Tasks that also run as soon as there is new mail.
alter table scan_task add column push boolean not null default false;
create index on scan_task (id) where push and enabled and not hidden;

-- A replica that watches. It says that it is alive by one row, however much it watches; who does not is swept away by the
-- others, and what it watched is free with the same statement.
create table watch_replica (
    id          uuid        primary key,
    -- Tasks that it takes at most.
    capacity    integer     not null,
    alive_until timestamptz not null
);

-- Who watches the mailboxes of a task, and how that is going.
create table scan_watch (
    task_id uuid        primary key references scan_task on delete cascade,
    owner   uuid        references watch_replica on delete set null,
    state   varchar(10) not null default 'connecting',
    since   timestamptz not null default now(),
    error   text
);
create index on scan_watch (owner);

-- What is to be watched, and the versions of what decides how: when one changes, so does the watch.
create view watchable as
    select t.id as task_id, t.version as task_version, s.version as setting_version
    from scan_task t join imap_setting s on s.id = t.imap_setting_id
    where t.push and t.enabled and not t.hidden;
