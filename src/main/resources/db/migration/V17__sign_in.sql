-- One sign-in at an issuer (its claim sid) has many short tokens, each with a row of its own; what goes on beside them, such as
-- a consent at a provider, belongs to the sign-in.
alter table login_session add column within uuid;
create index on login_session (within) where within is not null;
