package io.mailroom.imap;

/** A mailbox's figures without opening it (RFC 9051 section 6.3.11). */
public record MailboxStatus(long uidValidity, long uidNext, int messages) {}
