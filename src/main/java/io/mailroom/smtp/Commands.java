package io.mailroom.smtp;

import java.util.ArrayList;
import java.util.List;

/** The commands that a message takes on one connection (RFC 5321 section 3.3), with what its server knows to make of them. */
final class Commands {

    private final Conversation conversation;
    private final Failures failures;

    Commands(Conversation conversation, Failures failures) {
        this.conversation = conversation;
        this.failures = failures;
    }

    /**
     * MAIL, a RCPT for each recipient, DATA.
     *
     * @throws SmtpException when it is plain without asking that the server will not take it
     */
    List<String> of(Envelope envelope, MessageSource message) {
        var sender = envelope.reversePath().isEmpty() ? Path.empty() : path(envelope.reversePath());
        var recipients = envelope.recipients().stream().map(this::path).toList();
        var dsn = conversation.offers("DSN") ? envelope.dsn() : null;
        var commands = new ArrayList<String>();
        commands.add(mail(
                        sender,
                        envelope.international() || recipients.stream().anyMatch(Path::international),
                        size(message))
                + (dsn == null ? "" : dsn.ofMessage()));
        for (int i = 0; i < recipients.size(); i++) {
            commands.add("RCPT TO:" + recipients.get(i)
                    + (dsn == null ? "" : dsn.ofRecipient(envelope.recipients().get(i))));
        }
        commands.add("DATA");
        return commands;
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
