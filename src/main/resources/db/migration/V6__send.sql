-- A mail that somebody asked us to send, from the moment we accepted it.
create table sent_mail (
    id            uuid        primary key,
    collective_id uuid        not null references collective on delete cascade,
    account_id    uuid        references account on delete set null,
    sender        text        not null, -- the login; it outlives the account
    item_id       uuid        references item on delete set null,
    connection    text        not null, -- the name of the SMTP setting then
    from_address  text        not null,
    reply_to      text,
    subject       text        not null,
    body          text        not null,
    message_id    text        not null unique, -- without angle brackets
    created       timestamptz not null,
    attempted     timestamptz not null, -- when it was last handed to the server
    status        varchar(8)  not null check (status in ('queued', 'sending', 'sent', 'failed', 'unknown')),
    smtp_reply    text
);
create index on sent_mail (item_id, created desc, id desc);
create index on sent_mail (collective_id);
create index on sent_mail (account_id);

create table sent_mail_recipient (
    mail_id              uuid        not null references sent_mail on delete cascade,
    position             integer     not null,
    kind                 varchar(3)  not null check (kind in ('to', 'cc', 'bcc')),
    address              text        not null, -- with its display name
    state                varchar(8)  not null check (state in ('queued', 'sent', 'deferred', 'failed', 'unknown')),
    reply_code           integer,
    enhanced_status_code text,
    reply_text           text,
    changed              timestamptz not null,
    primary key (mail_id, position)
);

-- What was sent along, by name; the item may lose it, the record does not.
create table sent_mail_attachment (
    mail_id       uuid    not null references sent_mail on delete cascade,
    position      integer not null,
    attachment_id uuid    not null,
    name          text    not null,
    size          bigint  not null,
    primary key (mail_id, position)
);
