-- People who sign in with a token of a foreign issuer are bound by who they are there, never by their name: an account or a
-- collective that was made with a password here stays its owner's.
alter table account
    alter column password_hash drop not null,
    add column oidc_issuer  text,
    add column oidc_subject text,
    add constraint account_way_in check (password_hash is not null or oidc_subject is not null),
    add constraint account_oidc_whole check ((oidc_issuer is null) = (oidc_subject is null));
create unique index account_oidc on account (oidc_issuer, oidc_subject) where oidc_subject is not null;

-- The issuer whose claim made the collective; only its people join by that claim.
alter table collective add column oidc_issuer text;

-- A foreign token has a session of its own as long as it is good; one that was logged out is remembered until then.
alter table login_session add column ended boolean not null default false;
