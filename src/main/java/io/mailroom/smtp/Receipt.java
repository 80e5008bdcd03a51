package io.mailroom.smtp;

import java.util.List;

/**
 * What the server said to a message and to each of its recipients.
 *
 * @param reply to the message; if no recipient was accepted, to the last recipient
 */
public record Receipt(List<RecipientReply> recipients, Reply reply) {

    public Receipt {
        recipients = List.copyOf(recipients);
    }

    /** The server's word on one recipient. */
    public record RecipientReply(String recipient, State state, Reply reply) {}

    /** What became of the message for one recipient. */
    public enum State {
        /** The server has taken responsibility for delivering it. */
        ACCEPTED,
        /** Refused for good (5xx): the same will be refused again. */
        REFUSED,
        /** Refused for now (4xx): try again later. */
        DEFERRED,
        /**
         * The connection broke after the whole message was sent and before the server answered: it may have been taken or
         * not. Sending again may deliver it twice.
         */
        UNKNOWN
    }

    /** Whether the server took the message for at least one recipient. */
    public boolean submitted() {
        return recipients.stream().anyMatch(recipient -> recipient.state() == State.ACCEPTED);
    }
}
