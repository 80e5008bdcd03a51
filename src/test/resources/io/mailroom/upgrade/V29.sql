-- Something in every table that came between the schemas 23 and 29.
insert into sealing_replica values (id(30), '{upgrade}', 'upgrade', now());
insert into api_token (id, account_id, name, hash, ending, scopes, created) values (id(31), id(2), 'backup', sha256('token of :collective'), 'abcd', '{items:read}', now());
insert into audit_entry (id, collective_id, account_id, actor, at, act, result) values (id(32), id(1), id(2), 'anna', now(), 'log-in', 'done');
insert into blob_object (id, hash, size, store, state, changed) values (id(33), sha256('away of :collective'), 8, 'away', 'deleted', now());
insert into blob_leftover values (:raw-hash, now());
