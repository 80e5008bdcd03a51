-- When a user was last let in. Sessions do not tell: they go when they expire.
alter table account add column last_sign_in timestamptz;
update account a set last_sign_in = (select max(created) from login_session s where s.account_id = a.id);

-- What somebody has sent lately.
create index on sent_mail (account_id, created);
drop index sent_mail_account_id_idx;

-- The runs of late that brought something; most bring nothing.
create index on scan_run (task_id, started) where imported > 0;
