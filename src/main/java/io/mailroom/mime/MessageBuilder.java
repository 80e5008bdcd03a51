package io.mailroom.mime;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;

/** Writes a message as it is to travel (RFC 5322), with CRLF line breaks, attachments streamed through. */
public final class MessageBuilder {

    private static final Session SESSION = Session.getInstance(new Properties());

    /** Writes header fields in UTF-8 (RFC 6532). */
    private static final Session INTERNATIONAL = Session.getInstance(allowUtf8());

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final Pattern MESSAGE_ID = Pattern.compile("[\\x21-\\x7E&&[^<>]]+@[\\x21-\\x7E&&[^<>]]+");

    private MessageBuilder() {}

    private static Properties allowUtf8() {
        var properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "true");
        return properties;
    }

    /**
     * @throws IllegalArgumentException when something in the draft would break out of its header field
     * @throws IOException from {@code out} or from an attachment's source
     */
    public static void write(Draft draft, OutputStream out) throws IOException {
        try {
            message(draft).writeTo(out);
        } catch (MessagingException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException("The message cannot be composed.", e);
        }
    }

    private static MimeMessage message(Draft draft) throws MessagingException, IOException {
        if (!MESSAGE_ID.matcher(draft.messageId()).matches()) {
            throw new IllegalArgumentException("'%s' is no Message-ID.".formatted(draft.messageId()));
        }
        var message = new WithMessageId(draft.international() ? INTERNATIONAL : SESSION, draft.messageId());
        message.setHeader("From", mailboxes("From", List.of(draft.from())));
        if (draft.replyTo() != null) {
            message.setHeader("Reply-To", mailboxes("Reply-To", List.of(draft.replyTo())));
        }
        setUnlessEmpty(message, "To", mailboxes("To", draft.to()));
        setUnlessEmpty(message, "Cc", mailboxes("Cc", draft.cc()));
        if (draft.to().isEmpty() && draft.cc().isEmpty()) {
            message.setHeader("To", "undisclosed-recipients:;");
        }
        message.setHeader("Subject", HeaderWriter.text("Subject", oneLine(draft.subject())));
        message.setHeader("Date", DATE.format(draft.date()));
        var thread = draft.thread();
        if (thread.inReplyTo() != null) {
            message.setHeader("In-Reply-To", HeaderWriter.messageIds("In-Reply-To", List.of(thread.inReplyTo())));
        }
        setUnlessEmpty(message, "References", HeaderWriter.messageIds("References", thread.references()));
        MessageBody.of(draft).putInto(message);
        message.saveChanges();
        return message;
    }

    private static void setUnlessEmpty(MimeMessage message, String field, String body) throws MessagingException {
        if (!body.isEmpty()) {
            message.setHeader(field, body);
        }
    }

    private static String mailboxes(String field, List<Address> addresses) {
        return HeaderWriter.mailboxes(
                field, addresses.stream().map(MessageBuilder::checked).toList());
    }

    private static Address checked(Address address) {
        var strict = Address.parse(address.address());
        var name = address.name();
        return new Address(name == null ? null : HeaderText.undirected(name), strict.address());
    }

    private static String oneLine(String subject) {
        if (subject.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("A subject cannot contain line breaks or control characters.");
        }
        return subject;
    }

    /** Angus would replace the Message-ID by one of its own. */
    private static final class WithMessageId extends MimeMessage {

        private final String messageId;

        WithMessageId(Session session, String messageId) {
            super(session);
            this.messageId = messageId;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + messageId + ">");
        }
    }
}
