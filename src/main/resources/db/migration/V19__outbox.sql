-- A mail is a row, with the message as it travels, before any server hears of it; the row says who is working on it and when to
-- go on.
alter table sent_mail
    drop constraint sent_mail_status_check,
    alter column status type varchar(16),
    alter column attempted drop not null,
    add column smtp_id         uuid        references smtp_setting on delete set null,
    add column envelope_from   text,
    add column raw_hash        bytea       references blob, -- the message without blind copies
    add column size            bigint,
    add column reason          text,                        -- why it goes no further, or not yet, in our words
    add column attempts        integer     not null default 0,
    add column not_before      timestamptz,                 -- when its sender wants it to be sent
    add column next_attempt    timestamptz,                 -- of a queued one
    add column give_up         timestamptz,                 -- from when on it is tried no more
    add column claim           uuid,                        -- the process that is working on it, or was the last to
    add column claimed_until   timestamptz,                 -- by the clock of the database; null: anybody may claim it
    add column idempotency_key text,
    add column request_hash    bytea,                       -- of what was asked for with that key
    add constraint sent_mail_status_check
        check (status in ('queued', 'sending', 'sent', 'failed', 'unknown', 'cancelled')),
    add constraint sent_mail_queued_check check (status <> 'queued' or next_attempt is not null);

-- Whoever was sending these was stopped before it could be upgraded.
update sent_mail_recipient r set state = 'unknown'
from sent_mail m where m.id = r.mail_id and m.status in ('queued', 'sending') and r.state in ('queued', 'deferred');
update sent_mail set status = 'unknown', next_attempt = null where status in ('queued', 'sending');

create index on sent_mail (smtp_id, next_attempt) where status = 'queued';
create index on sent_mail (claimed_until) where claimed_until is not null;
create index on sent_mail (raw_hash);
create index on sent_mail (account_id, id) where status in ('queued', 'sending', 'unknown', 'failed');
create unique index sent_mail_request on sent_mail (account_id, idempotency_key) where idempotency_key is not null;

create or replace view blob_reference as
    select raw_hash as hash from item where raw_hash is not null
    union all
    select blob_hash from attachment where blob_hash is not null
    union all
    select raw_hash from sent_mail where raw_hash is not null;
