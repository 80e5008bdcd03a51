-- Whom mail over a setting may be from besides its own address, with what below, and how fast.
alter table smtp_setting
    add column signature  text,
    add column identities text,    -- JSON: [{"from", "replyTo", "signature"}]
    add column per_minute integer check (per_minute > 0);

-- When the next mail may be sent over a setting that has a pace, over all replicas.
create table smtp_pace (
    smtp_id uuid        primary key references smtp_setting on delete cascade,
    next    timestamptz not null
);

-- Recipients of a day (UTC), of an account and of a collective.
create table send_quota (
    owner      uuid    not null,
    day        date    not null,
    recipients integer not null,
    primary key (owner, day)
);

-- A deleted mail loses what it said. That it was sent, by whom, to whom and when, stays for the admins of the collective.
alter table sent_mail
    add column deleted       timestamptz,
    add column international boolean not null default false, -- its header takes SMTPUTF8 (RFC 6532)
    add column report        boolean not null default false; -- reports of deliveries are wanted (RFC 3461)
create index on sent_mail (collective_id, id);
create index on sent_mail (smtp_id);
create index on sent_mail (smtp_id, give_up) where status = 'queued' and claimed_until is null;

-- A token of an issuer that was made before its sign-in was logged out here does not open that again.
alter table login_session add column logged_out timestamptz;
