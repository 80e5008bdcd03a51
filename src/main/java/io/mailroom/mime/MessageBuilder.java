package io.mailroom.mime;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;

/** Writes a message as it is to travel (RFC 5322), with CRLF line breaks, attachments streamed through. */
public final class MessageBuilder {

    private static final Session SESSION = Session.getInstance(new Properties());
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final Pattern MESSAGE_ID = Pattern.compile("[\\x21-\\x7E&&[^<>]]+@[\\x21-\\x7E&&[^<>]]+");

    private MessageBuilder() {}

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
        var message = new WithMessageId(draft.messageId());
        message.setFrom(mailbox(draft.from()));
        if (draft.replyTo() != null) {
            message.setReplyTo(mailboxes(List.of(draft.replyTo())));
        }
        message.setRecipients(RecipientType.TO, mailboxes(draft.to()));
        message.setRecipients(RecipientType.CC, mailboxes(draft.cc()));
        if (draft.to().isEmpty() && draft.cc().isEmpty()) {
            message.setHeader("To", "undisclosed-recipients:;");
        }
        message.setSubject(oneLine(draft.subject()), "UTF-8");
        message.setHeader("Date", DATE.format(draft.date()));
        var text = canonical(draft.text());
        if (draft.attachments().isEmpty()) {
            message.setText(text, "UTF-8");
        } else {
            message.setContent(mixed(text, draft.attachments()));
        }
        message.saveChanges();
        return message;
    }

    private static MimeMultipart mixed(String text, List<Attachment> attachments)
            throws MessagingException, IOException {
        var mixed = new MimeMultipart("mixed");
        var first = new MimeBodyPart();
        first.setText(text, "UTF-8");
        mixed.addBodyPart(first);
        for (var attachment : attachments) {
            mixed.addBodyPart(AttachmentPart.of(attachment));
        }
        return mixed;
    }

    private static InternetAddress[] mailboxes(List<Address> addresses) throws IOException {
        var mailboxes = new InternetAddress[addresses.size()];
        for (int i = 0; i < mailboxes.length; i++) {
            mailboxes[i] = mailbox(addresses.get(i));
        }
        return mailboxes;
    }

    private static InternetAddress mailbox(Address address) throws IOException {
        var strict = Address.parse(address.address());
        return new InternetAddress(strict.address(), address.name(), StandardCharsets.UTF_8.name());
    }

    private static String oneLine(String subject) {
        if (subject.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException("A subject cannot contain line breaks.");
        }
        return subject;
    }

    /** CRLF is what a line break is in a message (RFC 2046 section 4.1.1), in quoted-printable too. */
    private static String canonical(String text) {
        return text.replace("\0", "").replaceAll("\r\n|\r|\n", "\r\n");
    }

    /** Angus would replace the Message-ID by one of its own. */
    private static final class WithMessageId extends MimeMessage {

        private final String messageId;

        WithMessageId(String messageId) {
            super(SESSION);
            this.messageId = messageId;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + messageId + ">");
        }
    }
}
