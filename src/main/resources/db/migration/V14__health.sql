-- Every connection of a user that can be well or unwell, under the id of its settings. What names them is theirs; this is
-- all that others may know.
create view connection as
    select s.id, 'imap' as kind, s.name, s.account_id, a.login, a.collective_id, g.id as grant_id, g.name as grant_name
    from imap_setting s join account a on a.id = s.account_id left join oauth_grant g on g.id = s.oauth_grant_id
    union all
    select s.id, 'smtp', s.name, s.account_id, a.login, a.collective_id, g.id, g.name
    from smtp_setting s join account a on a.id = s.account_id left join oauth_grant g on g.id = s.oauth_grant_id;

-- The same of grants, which know themselves how they are doing.
create view connection_grant as
    select id, account_id, name,
        case when state = 'needs-reauth' then state when failures > 0 then 'degraded' else 'ok' end as state,
        case when state = 'needs-reauth' then 'oauth-invalid-grant' end as cause,
        case when state = 'needs-reauth' or failures > 0 then error end as message,
        refreshed, failures, next_try
    from oauth_grant;

-- How a connection is doing, as its users have found it. Without a row nobody has used it yet.
create table connection_health (
    id             uuid        primary key,
    kind           varchar(8)  not null check (kind in ('imap', 'smtp')),
    imap_id        uuid        unique generated always as (case kind when 'imap' then id end) stored
                               references imap_setting on delete cascade,
    smtp_id        uuid        unique generated always as (case kind when 'smtp' then id end) stored
                               references smtp_setting on delete cascade,
    state          varchar(12) not null check (state in ('unknown', 'ok', 'degraded', 'needs-reauth', 'blocked')),
    cause          varchar(32),
    message        text,
    since          timestamptz not null,           -- in this state
    last_success   timestamptz,
    last_failure   timestamptz,
    failures       integer     not null default 0, -- since the last success or change of settings ...
    auth_failures  integer     not null default 0, -- ... and those of them that were refused logins
    next_attempt   timestamptz,                    -- not before then
    waits          boolean     not null default false, -- for a change of settings; until then nothing is tried at all
    attempt_until  timestamptz,                    -- somebody is trying, and has until then
    tested         timestamptz,                    -- when its owner last had it tried out of turn
    told           varchar(12),                    -- the state that was last told to those who want to know
    noticed        boolean     not null default false, -- whether the owner was written about this state
    -- What tells a late report: how often the settings changed, and how many failures there ever were.
    changes        bigint      not null default 0,
    all_failures   bigint      not null default 0
);
create index on connection_health (state) where state in ('degraded', 'needs-reauth', 'blocked');

create table connection_change (
    id            bigint      generated always as identity primary key,
    connection_id uuid        not null references connection_health on delete cascade,
    changed       timestamptz not null,
    state         varchar(12) not null,
    cause         varchar(32),
    message       text
);
create index on connection_change (connection_id, id desc);
create index on connection_change (changed);

-- A watch begins anew when its connection is to be tried anew, for whatever reason.
create or replace view watchable as
    select t.id as task_id, t.version as task_version, s.version + coalesce(h.changes, 0) as setting_version
    from scan_task t join imap_setting s on s.id = t.imap_setting_id
    left join connection_health h on h.id = s.id
    where t.push and t.enabled and not t.hidden;

-- Where notices go instead of the address of the account, and whether it wants any.
alter table account
    add column notify_address text,
    add column notify         boolean not null default true;

-- Mail from the operator to a user: committed with what it tells of, handed to the mail server afterwards.
create table notice (
    id         uuid        primary key,
    account_id uuid        not null references account on delete cascade,
    about      text        not null, -- what it tells of; a later notice about the same makes an unsent one needless
    trouble    boolean     not null, -- or the end of it
    subject    text        not null,
    text       text        not null,
    advice     text,
    link       text,                 -- a path
    created    timestamptz not null,
    next_try   timestamptz,          -- null: it is done with
    attempts   integer     not null default 0,
    sent       timestamptz,
    error      text
);
create index on notice (next_try) where next_try is not null;
create index on notice (account_id, created);
create index on notice (about, created);

-- What else is to be told of what happens in a collective.
create table webhook (
    id            uuid        primary key,
    collective_id uuid        not null references collective on delete cascade,
    url           text        not null,
    secret        bytea       not null, -- sealed
    enabled       boolean     not null,
    events        text[]      not null, -- empty: all
    failing_since timestamptz,          -- every delivery failed since then
    disabled      text,                 -- why, when it was not by somebody's hand
    created       timestamptz not null,
    updated       timestamptz not null,
    version       bigint      not null
);
create index on webhook (collective_id);

-- What one receiver is to be told. The event's id is the same for all of them, and in every attempt.
create table webhook_delivery (
    webhook_id    uuid        not null references webhook on delete cascade,
    event_id      uuid        not null,
    type          varchar(64) not null,
    body          text        not null,
    state         varchar(12) not null check (state in ('pending', 'delivered', 'failed')),
    created       timestamptz not null,
    attempts      integer     not null default 0,
    last_attempt  timestamptz,
    next_attempt  timestamptz,          -- null: never
    attempt_until timestamptz,          -- somebody is delivering it, and has until then
    status        integer,              -- of HTTP
    answer        text,                 -- its beginning
    error         text,
    primary key (webhook_id, event_id)
);
create index on webhook_delivery (webhook_id, next_attempt) where state = 'pending';
create index on webhook_delivery (created) where state <> 'pending';
