package io.mailroom.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Writes a message as it is to travel (RFC 5322), with CRLF line breaks, attachments streamed through. */
public final class MessageBuilder {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private MessageBuilder() {}

    /**
     * Writes field by field, and content in blocks: a buffer for the former is the caller's to have.
     *
     * @throws IllegalArgumentException when something in the draft would break out of its header field
     * @throws IOException from {@code out} or from an attachment's source
     */
    public static void write(Draft draft, OutputStream out) throws IOException {
        var header = header(draft);
        var body = MessageBody.of(draft);
        body.describe(header);
        header.writeTo(out);
        body.write(out);
    }

    private static HeaderBlock header(Draft draft) {
        var header = new HeaderBlock();
        header.add("Date", DATE.format(draft.date()));
        header.add("From", mailboxes("From", List.of(draft.from())));
        if (draft.replyTo() != null) {
            header.add("Reply-To", mailboxes("Reply-To", List.of(draft.replyTo())));
        }
        header.addUnlessEmpty("To", mailboxes("To", draft.to()));
        header.addUnlessEmpty("Cc", mailboxes("Cc", draft.cc()));
        if (draft.to().isEmpty() && draft.cc().isEmpty()) {
            header.add("To", "undisclosed-recipients:;");
        }
        header.add("Message-ID", "<" + checkedId(draft.messageId()) + ">");
        var thread = draft.thread();
        if (thread.inReplyTo() != null) {
            header.add("In-Reply-To", HeaderWriter.messageIds("In-Reply-To", List.of(thread.inReplyTo())));
        }
        header.addUnlessEmpty("References", HeaderWriter.messageIds("References", thread.references()));
        header.add("Subject", HeaderWriter.text("Subject", oneLine(draft.subject())));
        header.add("MIME-Version", "1.0");
        return header;
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
        if (HeaderText.hasControls(subject)) {
            throw new IllegalArgumentException("A subject cannot contain line breaks or control characters.");
        }
        return subject;
    }

    private static String checkedId(String messageId) {
        int at = messageId.indexOf('@');
        boolean id = at > 0
                && messageId.lastIndexOf('@') < messageId.length() - 1
                && messageId.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '<' && c != '>');
        if (!id) {
            throw new IllegalArgumentException("'" + messageId + "' is no Message-ID.");
        }
        return messageId;
    }
}
