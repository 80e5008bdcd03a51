package io.mailroom.send;

import io.mailroom.mime.MessageHeader;
import io.mailroom.mime.ThreadLinks;
import io.mailroom.outbox.MailId;
import io.mailroom.web.Problem.FieldError;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The imported mail that a mail answers or hands on. */
sealed interface Parent {

    /** @param item its id */
    record Answered(UUID item) implements Parent {
        @Override
        public String field() {
            return ANSWERED;
        }

        @Override
        public ThreadLinks links(MessageHeader header) {
            return ThreadLinks.reply(header);
        }
    }

    /** @param item its id */
    record HandedOn(UUID item) implements Parent {
        @Override
        public String field() {
            return HANDED_ON;
        }

        @Override
        public ThreadLinks links(MessageHeader header) {
            return ThreadLinks.forward(header);
        }
    }

    String ANSWERED = "inReplyTo";
    String HANDED_ON = "forwardOf";

    UUID item();

    /** Where the request names it. */
    String field();

    ThreadLinks links(MessageHeader header);

    static @Nullable Parent of(SimpleMail mail, List<FieldError> errors) {
        if (mail.inReplyTo() != null && mail.forwardOf() != null) {
            errors.add(new FieldError(HANDED_ON, "cannot be there beside inReplyTo"));
        }
        if (mail.inReplyTo() != null) {
            var id = id(ANSWERED, mail.inReplyTo(), errors);
            return id == null ? null : new Answered(id);
        }
        var id = id(HANDED_ON, mail.forwardOf(), errors);
        return id == null ? null : new HandedOn(id);
    }

    private static @Nullable UUID id(String field, @Nullable String text, List<FieldError> errors) {
        if (text == null) {
            return null;
        }
        var id = MailId.parse(text);
        if (id.isEmpty()) {
            errors.add(new FieldError(field, "is " + text + ", which your collective has no imported mail of"));
        }
        return id.orElse(null);
    }
}
