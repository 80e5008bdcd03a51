package io.mailroom.smtp;

import io.mailroom.smtp.Receipt.RecipientReply;
import io.mailroom.smtp.Receipt.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** The commands that a message takes on one connection (RFC 5321 section 3.3), with what its server knows to make of them. */
final class Commands {

    /** Ours, so without a reply code: RFC 6531 section 3.5 has 5.6.7 for it. */
    private static final Reply NOT_INTERNATIONAL =
            new Reply(0, "5.6.7", "The server takes no letters outside ASCII before the @ (no SMTPUTF8).");

    private final Conversation conversation;
    private final Failures failures;

    Commands(Conversation conversation, Failures failures) {
        this.conversation = conversation;
        this.failures = failures;
    }

    /**
     * What to say for a message.
     *
     * @param lines MAIL, a RCPT for each recipient that is asked about, DATA
     * @param refused the other recipients: it is plain without asking that the server cannot take them
     */
    record Plan(List<String> lines, List<String> asked, List<RecipientReply> refused) {}

    /** @throws SmtpException when it is plain without asking that the server will not take it, for any recipient */
    Plan of(Envelope envelope, MessageSource message) {
        var sender = envelope.reversePath().isEmpty() ? Path.empty() : path(envelope.reversePath());
        // A header that needs it needs it whoever the recipients are.
        boolean international = envelope.international() || sender.international();
        boolean takesAll = international || conversation.offers("SMTPUTF8");
        var recipients = new LinkedHashMap<String, Path>();
        var refused = new ArrayList<RecipientReply>();
        for (var recipient : envelope.recipients()) {
            var path = path(recipient);
            if (takesAll || !path.international()) {
                recipients.put(recipient, path);
            } else {
                refused.add(new RecipientReply(recipient, State.REFUSED, NOT_INTERNATIONAL));
            }
        }
        if (recipients.isEmpty() && !refused.isEmpty()) {
            throw failures.internationalAddress();
        }
        var dsn = conversation.offers("DSN") ? envelope.dsn() : null;
        var lines = new ArrayList<String>();
        lines.add(
                mail(sender, international || recipients.values().stream().anyMatch(Path::international), size(message))
                        + (dsn == null ? "" : dsn.ofMessage()));
        recipients.forEach(
                (recipient, path) -> lines.add("RCPT TO:" + path + (dsn == null ? "" : dsn.ofRecipient(recipient))));
        lines.add("DATA");
        return new Plan(lines, List.copyOf(recipients.keySet()), refused);
    }

    /** MAIL, of no message in particular. */
    String mail(String reversePath) {
        return mail(path(reversePath), false, "");
    }

    private Path path(String address) {
        try {
            return Path.of(address);
        } catch (IllegalArgumentException e) {
            throw failures.address(address, e);
        }
    }

    private String mail(Path sender, boolean international, String size) {
        var command = new StringBuilder("MAIL FROM:").append(sender).append(size);
        if (conversation.offers("8BITMIME")) {
            // A forwarded message may hold 8-bit text. Declaring it for one that does not costs nothing.
            command.append(" BODY=8BITMIME");
        }
        if (international || sender.international()) {
            if (!conversation.offers("SMTPUTF8")) {
                throw failures.internationalAddress();
            }
            command.append(" SMTPUTF8");
        }
        return command.toString();
    }

    /** RFC 1870: a message that is too large is refused before it travels. */
    private String size(MessageSource message) {
        if (!conversation.offers("SIZE")) {
            return "";
        }
        long size = message.size();
        conversation.maxSize().ifPresent(most -> {
            if (size > most) {
                throw failures.tooLarge(size, most);
            }
        });
        return " SIZE=" + size;
    }
}
