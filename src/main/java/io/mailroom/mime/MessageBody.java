package io.mailroom.mime;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import java.io.IOException;

/**
 * How the parts of a message lie within each other, no deeper than they have to: attachments beside what is said (mixed),
 * the HTML as the better one of two ways to say it (alternative), and what it shows together with it (related).
 */
sealed interface MessageBody {

    void putInto(MimePart part) throws MessagingException, IOException;

    static MessageBody of(Draft draft) {
        var html = draft.body().html();
        MessageBody said = new Text(draft.body().text(), "plain");
        if (html != null) {
            MessageBody page = new Text(html.html(), "html");
            said = new Alternative(said, html.files().isEmpty() ? page : new Related(page, html));
        }
        return draft.attachments().isEmpty() ? said : new Mixed(said, draft);
    }

    record Text(String text, String subtype) implements MessageBody {

        @Override
        public void putInto(MimePart part) throws MessagingException {
            part.setText(canonical(text), "UTF-8", subtype);
        }

        /** CRLF is what a line break is in a message (RFC 2046 section 4.1.1), in quoted-printable too. */
        private static String canonical(String text) {
            return text.replace("\0", "").replaceAll("\r\n|\r|\n", "\r\n");
        }
    }

    record Alternative(MessageBody plain, MessageBody rich) implements MessageBody {

        @Override
        public void putInto(MimePart part) throws MessagingException, IOException {
            var parts = new MimeMultipart("alternative");
            parts.addBodyPart(partOf(plain));
            parts.addBodyPart(partOf(rich));
            part.setContent(parts);
        }
    }

    record Related(MessageBody page, HtmlBody html) implements MessageBody {

        @Override
        public void putInto(MimePart part) throws MessagingException, IOException {
            var parts = new WithType();
            parts.addBodyPart(partOf(page));
            for (var embedded : html.files()) {
                parts.addBodyPart(AttachmentPart.of(embedded));
            }
            part.setContent(parts);
        }
    }

    record Mixed(MessageBody said, Draft draft) implements MessageBody {

        @Override
        public void putInto(MimePart part) throws MessagingException, IOException {
            var parts = new MimeMultipart("mixed");
            parts.addBodyPart(partOf(said));
            for (var attachment : draft.attachments()) {
                parts.addBodyPart(AttachmentPart.of(attachment));
            }
            part.setContent(parts);
        }
    }

    private static MimeBodyPart partOf(MessageBody body) throws MessagingException, IOException {
        var part = new MimeBodyPart();
        body.putInto(part);
        return part;
    }

    /** RFC 2387 section 3.1 demands to say what the first part is. */
    final class WithType extends MimeMultipart {
        WithType() {
            super("related");
            contentType += ";\r\n\ttype=\"text/html\"";
        }
    }
}
