-- One sign-in at an issuer (its claim sid) has many short tokens, each with a row of its own; what goes on beside them, such as
-- a consent at a provider, belongs to the sign-in.
alter table login_session add column within uuid;
create index on login_session (within) where within is not null;

-- Who had an account and was deleted: a token from before that is still good makes no new one.
create table departed_person (
    oidc_issuer  text,
    oidc_subject text,
    departed     timestamptz not null,
    primary key (oidc_issuer, oidc_subject)
);
create index on departed_person (departed);
