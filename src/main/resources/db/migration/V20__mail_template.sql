-- Words for mails, of a collective: Qute templates, which are rendered with nothing within their reach but plain data.
create table mail_template (
    id            uuid         primary key,
    collective_id uuid         not null references collective on delete cascade,
    name          varchar(128) not null,
    subject       text         not null,
    body          text         not null, -- empty where html is all there is
    html          text,
    created       timestamptz  not null,
    updated       timestamptz  not null,
    version       bigint       not null,
    unique (collective_id, name)
);
