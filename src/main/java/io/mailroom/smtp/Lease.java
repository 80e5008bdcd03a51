package io.mailroom.smtp;

import io.mailroom.smtp.SmtpException.Reason;
import io.mailroom.smtp.SmtpException.Step;
import io.mailroom.smtp.SmtpPool.Limits;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A connection of a {@link SmtpPool}, for one thread and until it is closed. */
public final class Lease implements AutoCloseable {

    private static final int CLOSING = 421;

    /** Whoever does not answer a NOOP for that long is not waited for as for a message. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Place place;
    private final Supplier<SmtpClient> connect;
    private final Limits limits;
    private final Consumer<Place> giveBack;
    private boolean reused;
    private boolean givenBack;

    Lease(Place place, Supplier<SmtpClient> connect, Limits limits, Consumer<Place> giveBack) {
        this.place = place;
        this.connect = connect;
        this.limits = limits;
        this.giveBack = giveBack;
    }

    /** Makes sure of a connection. */
    void open() {
        var warm = place.client();
        reused = warm != null
                && !place.olderThan(limits.age())
                && (place.idleNanos() < limits.check().toNanos() || warm.alive(ANSWER));
        if (!reused) {
            renew();
        }
    }

    private void renew() {
        place.hangUp();
        reused = false;
        place.connected(connect.get());
    }

    /** The connection; another one after {@link #submit} had to replace it. */
    public SmtpClient client() {
        var client = place.client();
        if (givenBack || client == null) {
            throw new IllegalStateException("there is no connection");
        }
        return client;
    }

    /** Whether the connection was there before it was asked for. */
    public boolean reused() {
        return reused;
    }

    /**
     * Submits a message. Should a warm connection turn out to be dead or spent before the server has taken so much as the
     * sender, a new one is made, once: no message had begun.
     *
     * @throws SmtpException as {@link SmtpClient#submit}, and as connecting does
     */
    public Receipt submit(Envelope envelope, MessageSource message) {
        if (client().transactions() >= limits.messages()) {
            renew();
        }
        try {
            return client().submit(envelope, message);
        } catch (SmtpException e) {
            // The first message on a connection shows what the server is like, not what became of the connection.
            if (client().transactions() < 2 || !spent(e)) {
                throw e;
            }
            renew();
            return client().submit(envelope, message);
        }
    }

    private static boolean spent(SmtpException e) {
        var reply = e.reply();
        return e.step() == Step.MAIL
                && (e.reason() == Reason.CONNECTION_LOST
                        || e.reason() == Reason.TIMEOUT
                        || reply != null && reply.code() == CLOSING);
    }

    /** Gives the connection back if another message can follow on it, or else closes it. */
    @Override
    public void close() {
        if (!givenBack) {
            givenBack = true;
            giveBack.accept(place);
        }
    }
}
