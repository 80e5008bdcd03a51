-- Something in every table of the schema 23. Ids are made of a number; :words are replaced.
insert into sealing_key values ('upgrade', now(), '\x01');
insert into token_keyset values (1, '\x01', now());
insert into collective (id, name, created) values (id(1), ':collective', now());
insert into account (id, collective_id, login, password_hash, email, admin, created, version)
    values (id(2), id(1), 'anna', ':hash', 'anna@example.org', true, now(), 0);
insert into login_session (id, account_id, created, expires, remember) values (id(3), id(2), now(), now() + interval '1 day', true);
insert into invite values ('invite-:collective', id(1), now(), now() + interval '1 day');
insert into login_failure values ('account::collective/anna', 1, now());
insert into oauth_client (id, collective_id, provider, kind, client_id, created, updated, version)
    values (id(4), id(1), 'google', 'GOOGLE', 'client', now(), now(), 0);
insert into oauth_grant (id, account_id, name, provider, client_id, own_client, token_endpoint, auth_method, address, scope, state, created, updated, version)
    values (id(5), id(2), 'grant', 'google', 'client', true, 'https://oauth2.googleapis.com/token', 'NONE', 'anna@example.org', 'mail', 'needs-reauth', now(), now(), 0);
insert into oauth_authorization (id, account_id, session_id, provider, grant_name, any_address, created, expires)
    values (id(6), id(2), id(3), 'google', 'other', false, now(), now());
insert into imap_setting (id, account_id, name, host, port, user_name, password, ssl_type, ignore_certificates, use_oauth, created, updated, version)
    values (id(7), id(2), 'in', '127.0.0.1', :imap, 'anna@example.org', :imap-password, 'NONE', false, false, now(), now(), 3);
insert into smtp_setting (id, account_id, name, host, port, user_name, password, ssl_type, ignore_certificates, use_oauth, from_address, created, updated, version, signature, identities, sent_imap_id)
    values (id(8), id(2), 'out', '127.0.0.1', :smtp, 'anna@example.org', :smtp-password, 'NONE', false, false, 'Anna <anna@example.org>', now(), now(), 4, 'Anna', '[{"from":"office@example.org"}]', id(7));
insert into connection_health (id, kind, state, since) values (id(7), 'imap', 'ok', now());
insert into connection_change (id, connection_id, changed, state) overriding system value values (900000000, id(7), now(), 'ok');
insert into notice (id, account_id, about, trouble, subject, text, created, sent) values (id(9), id(2), 'imap', true, 'Trouble', 'There is.', now(), now());
insert into webhook (id, collective_id, url, secret, enabled, events, created, updated, version)
    values (id(10), id(1), 'https://hook.example.org/', :webhook-secret, true, '{}', now(), now(), 0);
insert into webhook_delivery (webhook_id, event_id, type, body, state, created) values (id(10), id(11), 'ping', '{}', 'delivered', now());
insert into mail_template (id, collective_id, name, subject, body, created, updated, version)
    values (id(12), id(1), 'reminder', 'It is due', 'Dear {recipient.name}', now(), now(), 0);
insert into smtp_pace values (id(8), now());
insert into send_quota values (id(2), current_date, 1);
insert into blob (hash, size, created) values (:raw-hash, length(:raw), now());
insert into blob_chunk values (:raw-hash, 0, :raw);
insert into item (id, collective_id, name, searched, direction, source, state, created, updated, item_date, tags, attachment_count, size, raw_hash, raw_name, message_id, mail_from, subject, mail_date, fingerprint, reused_message_id)
    values (id(13), id(1), 'An invoice', 'an invoice', 'incoming', 'mailbox-anna', 'created', now(), now(), '2026-01-02', '{bill}', 1, length(:raw), :raw-hash, 'invoice.eml', 'one@example.org', 'ben@example.org', 'An invoice', '2026-01-02', sha256('one'), false);
insert into attachment (id, item_id, position, kind, name, content_type, flow, size, sha256, blob_hash, span_offset, span_length, encoding)
    values (id(14), id(13), 0, 'attachment', 'invoice.txt', 'text/plain', 'FIXED', 8, sha256('An octet'), :raw-hash, position('An octet'::bytea in :raw) - 1, 8, 'IDENTITY');
insert into mail_fingerprint values (id(1), sha256('one'), sha256('id'), id(13));
insert into scan_task (id, account_id, imap_setting_id, hidden, enabled, summary, folders, scan_recursively, schedule, delete_mail, tags, post_handle_all, attachments_only, rescan, origin, last_run, created, updated, version)
    values (id(15), id(2), id(7), false, true, 'Invoices', '{INBOX}', false, '*-*-* 01:00:00', false, '{bill}', false, false, false, null, 1, now(), now(), 5);
insert into mailbox_cursor (id, task_id, mailbox, uid_validity, last_uid) overriding system value values (900000000, id(15), 'INBOX', 7, 2);
insert into scan_run (id, task_id, runs, number, started, ended, state, matched, imported, failed) values (id(16), id(15), id(15), 1, now(), now(), 'done', 2, 1, 1);
insert into scan_run_mailbox (run_id, mailbox, matched) values (id(16), 'INBOX', 2);
insert into scan_ledger (cursor_id, uid, outcome, run, item_id) values (900000000, 1, 'imported', 1, id(13)), (900000000, 2, 'quarantined', 1, null);
insert into scan_failure (cursor_id, uid, attempts) values (900000000, 2, 5);
insert into watch_replica values (id(17), 10, now());
insert into scan_watch (task_id, owner, state) values (id(15), id(17), 'watching');
insert into sent_mail (id, collective_id, account_id, sender, item_id, connection, from_address, subject, body, message_id, created, attempted, status, smtp_id, raw_hash, size, envelope_from, attempts)
    values (id(18), id(1), id(2), 'anna', id(13), 'out', 'Anna <anna@example.org>', 'About it', 'Here it is.', 'sent-:collective@example.org', now(), now(), 'sent', id(8), :raw-hash, length(:raw), 'anna@example.org', 1);
insert into sent_mail_recipient (mail_id, position, kind, address, state, changed) values (id(18), 0, 'to', 'ben@example.org', 'sent', now());
insert into sent_mail_attachment values (id(18), 0, id(14), 'invoice.txt', 8);
insert into sent_copy (mail_id, imap_id, mailbox, state, since, give_up, changed) values (id(18), id(7), 'Sent', 'stored', now(), now(), now());
insert into delivery_report (id, mail_id, position, item_id, action, reported) overriding system value values (900000000, id(18), 0, id(13), 'delivered', now());
insert into departed_person values ('https://issuer.example.org', 'ben-:collective', now());
insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version) values ('scan-mailbox', id(15)::text, now() + interval '1 day', false, 1);
