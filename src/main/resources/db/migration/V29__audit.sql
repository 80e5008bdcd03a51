-- Who did what that matters to security. Rows are written with the act itself and never changed; they outlive the account that
-- acted, and go with its collective or when they are old enough.
create table audit_entry (
    id            uuid        primary key, -- of version 7: in the order of time
    collective_id uuid        not null references collective on delete cascade,
    account_id    uuid,                    -- who acted; on purpose no reference, as accounts go and this stays
    actor         text        not null,    -- the login then
    via           text,                    -- what the actor came with, where it was no session of theirs
    at            timestamptz not null,
    act           varchar(32) not null,
    result        varchar(8)  not null check (result in ('done', 'refused', 'failed')),
    object        text,                    -- what it was done to: a login, the name of a setting
    detail        text,                    -- names of fields and the like, never what is secret
    address       text,                    -- where the request came from; null for what no request asked for
    request       text                     -- its id, as in the log
);
create index on audit_entry (collective_id, id);
create index on audit_entry (at);

create function audit_entry_is_final() returns trigger language plpgsql as
    $$ begin raise exception 'entries of the audit trail are not changed'; end $$;
create trigger audit_entry_is_final before update on audit_entry
    for each statement execute function audit_entry_is_final();

-- What a glance at all jobs asks for.
create index on scheduled_tasks (task_name) where consecutive_failures > 0;
