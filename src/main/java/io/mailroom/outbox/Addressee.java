package io.mailroom.outbox;

/** A recipient, and where it stands among all of its mail's. */
public record Addressee(int position, Recipient recipient) {}
