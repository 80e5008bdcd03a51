-- Whose certificate a mail server may show, if not one that the Java runtime trusts: at most one of the three.
alter table smtp_setting
    add column pinned_certificate varchar(64) check (pinned_certificate ~ '^[0-9a-f]{64}$'), -- SHA-256 of the server's own
    add column ca_certificates    text,                                                      -- PEM, one or more
    add constraint smtp_setting_one_trust
        check ((ignore_certificates)::int + (pinned_certificate is not null)::int + (ca_certificates is not null)::int <= 1);

alter table imap_setting
    add column pinned_certificate varchar(64) check (pinned_certificate ~ '^[0-9a-f]{64}$'),
    add column ca_certificates    text,
    add constraint imap_setting_one_trust
        check ((ignore_certificates)::int + (pinned_certificate is not null)::int + (ca_certificates is not null)::int <= 1);
