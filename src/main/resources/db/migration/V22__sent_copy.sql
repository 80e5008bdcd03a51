-- Where copies of sent mails go, and where those are looked for of which nobody knows.
alter table smtp_setting
    add column sent_imap_id uuid references imap_setting on delete set null,
    add column sent_mailbox text; -- null: the one that its server has for sent mail
create index on smtp_setting (sent_imap_id) where sent_imap_id is not null;

-- What others may know of that: the connection that was chosen, and one that leads to the same account by all appearances.
create view sent_mailbox as
    select s.id as smtp_id, s.host as smtp_host, s.sent_imap_id as chosen, s.sent_mailbox as mailbox,
        coalesce(s.sent_imap_id, (
            select i.id from imap_setting i where i.account_id = s.account_id
            and (i.oauth_grant_id = s.oauth_grant_id or lower(i.user_name) = lower(s.user_name))
            order by i.oauth_grant_id = s.oauth_grant_id desc nulls last, i.created, i.id limit 1)) as likely
    from smtp_setting s;

-- What is to be done for a mail in the mailbox of sent mails, or was done.
create table sent_copy (
    mail_id  uuid        primary key references sent_mail on delete cascade,
    imap_id  uuid        references imap_setting on delete cascade, -- null: there is nothing to do
    mailbox  text,                                                  -- to use, or that was used; null: the server's choice
    state    varchar(8)  not null check (state in ('sought', 'pending', 'stored', 'failed', 'none')),
    reason   text,
    since    timestamptz not null,
    next_try timestamptz,
    give_up  timestamptz not null,
    tries    integer     not null default 0,
    claim    uuid,                                                  -- the run that is storing it, or was the last to
    changed  timestamptz not null,
    check ((state in ('sought', 'pending')) = (next_try is not null))
);
create index on sent_copy (imap_id, next_try) where next_try is not null;
create index on sent_copy (imap_id);

-- What mail systems have reported on what became of a mail for a recipient.
create table delivery_report (
    id         bigint      generated always as identity primary key,
    mail_id    uuid        not null,
    position   integer     not null,
    item_id    uuid        references item on delete set null, -- the report itself
    action     varchar(9)  not null check (action in ('failed', 'delayed', 'delivered', 'relayed', 'expanded')),
    status     text,
    diagnostic text,
    reported   timestamptz not null,
    foreign key (mail_id, position) references sent_mail_recipient on delete cascade,
    unique (mail_id, position, item_id)
);
create index on delivery_report (item_id);

-- When its sender was told that it did not reach everybody: once.
alter table sent_mail add column sender_told timestamptz;

-- What others may know of that: which items report on which mails.
create view reported_mail as select distinct item_id, mail_id from delivery_report where item_id is not null;
