create table scan_task (
    id                   uuid         primary key,
    account_id           uuid         not null references account on delete cascade,
    imap_setting_id      uuid         not null references imap_setting,
    -- A start-once of settings that are not the saved ones is a task of its own that nobody lists;
    -- its runs are kept under the task whose settings it varies, if any.
    hidden               boolean      not null,
    varies               uuid         references scan_task on delete cascade,
    enabled              boolean      not null,
    summary              text,
    folders              text[]       not null,
    scan_recursively     boolean      not null,
    schedule             text         not null,
    received_since_hours integer,
    target_folder        text,
    delete_mail          boolean      not null,
    direction            varchar(8),
    item_folder          text,
    tags                 text[]       not null,
    file_filter          text,
    subject_filter       text,
    language             varchar(3),
    post_handle_all      boolean      not null,
    attachments_only     boolean      not null,
    -- From the beginning, and what was deleted here is imported again, until a run has come to the end.
    rescan               boolean      not null,
    -- The server and user that the cursors belong to.
    origin               varchar(600),
    created              timestamptz  not null,
    updated              timestamptz  not null,
    version              bigint       not null
);
create index on scan_task (account_id);
create index on scan_task (imap_setting_id);
create index on scan_task (varies);

-- Every mail up to last_uid has been dealt with (RFC 9051 section 2.3.1.1).
create table mailbox_cursor (
    id           bigint       generated always as identity primary key,
    task_id      uuid         not null references scan_task on delete cascade,
    mailbox      text         not null,
    uid_validity bigint       not null,
    last_uid     bigint       not null,
    unique (task_id, mailbox, uid_validity)
);

create table scan_run (
    id         uuid         primary key,
    task_id    uuid         not null references scan_task on delete cascade,
    -- The task whose settings ran: itself, or one that varies it and may be gone by now. Each has one run at a time.
    runs       uuid         not null,
    started    timestamptz  not null,
    ended      timestamptz,
    state      varchar(12)  not null,
    matched    bigint       not null default 0,
    imported   bigint       not null default 0,
    duplicate  bigint       not null default 0,
    filtered   bigint       not null default 0,
    failed     bigint       not null default 0,
    bytes      bigint       not null default 0,
    error      text
);
create index on scan_run (task_id, started desc, id desc);
create unique index on scan_run (runs) where state = 'running';

create table scan_run_mailbox (
    run_id     uuid    not null references scan_run on delete cascade,
    mailbox    text    not null,
    matched    bigint  not null default 0,
    imported   bigint  not null default 0,
    duplicate  bigint  not null default 0,
    filtered   bigint  not null default 0,
    failed     bigint  not null default 0,
    bytes      bigint  not null default 0,
    error      text,
    primary key (run_id, mailbox)
);

-- What became of every mail.
create table scan_ledger (
    cursor_id  bigint      not null references mailbox_cursor on delete cascade,
    uid        bigint      not null,
    outcome    varchar(12) not null,
    item_id    uuid,
    -- What is still to be done to the mail on the server, recorded with its item and done afterwards.
    action     varchar(8),
    attempts   smallint    not null default 0,
    next_try   timestamptz,
    detail     text,
    primary key (cursor_id, uid)
);
create index on scan_ledger (cursor_id, uid) where action is not null;
create index on scan_ledger (cursor_id, next_try) where outcome = 'failed';
