package io.mailroom.soak;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A moment of the run.
 *
 * @param second empty while it is away
 * @param database connections to it; empty while it is away
 * @param imap connections to the IMAP server
 * @param smtp connections to the mail server that is sent to
 */
record Sample(
        Instant at,
        Vitals first,
        Optional<Vitals> second,
        OptionalLong database,
        int imap,
        int smtp,
        long answers,
        long complaints) {}
