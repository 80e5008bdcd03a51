package io.mailroom.imap;

/** Where a message is that was added to a mailbox (RFC 4315 section 3). */
public record Appended(long uidValidity, long uid) {}
