package io.mailroom.send;

import io.mailroom.mime.Address;
import io.mailroom.outbox.Recipient;
import io.mailroom.web.Problem;
import io.mailroom.web.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mail that was asked for, with every value of it checked. */
record Letter(List<Recipient> recipients, String subject, String body, Selection attachments) {

    private static final int LONGEST_SUBJECT = 1000;

    /** A line of a header, and what a server must take of it (RFC 5322 section 2.1.1). */
    private static final int LONGEST_ADDRESS = 998;

    /** @throws Problem 422 that names every wrong value */
    static Letter of(SimpleMail mail, int maxRecipients) {
        var errors = new ArrayList<FieldError>();
        var recipients = new ArrayList<Recipient>();
        recipients.addAll(recipients(Recipient.Kind.TO, mail.recipients(), errors));
        recipients.addAll(recipients(Recipient.Kind.CC, mail.cc(), errors));
        recipients.addAll(recipients(Recipient.Kind.BCC, mail.bcc(), errors));
        int asked = size(mail.recipients()) + size(mail.cc()) + size(mail.bcc());
        if (asked == 0) {
            errors.add(new FieldError(Recipient.Kind.TO.field(), "must have at least one address"));
        }
        if (asked > maxRecipients) {
            errors.add(new FieldError(
                    Recipient.Kind.TO.field(),
                    "are " + asked + " with cc and bcc, and one mail may have " + maxRecipients
                            + ". Send it in several mails"));
        }
        var subject = subject(mail.subject(), errors);
        var body = body(mail.body(), errors);
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        var attachments = mail.addAllAttachments() ? new Selection.All() : Selection.of(mail.attachmentIds());
        return new Letter(List.copyOf(recipients), subject, body, attachments);
    }

    List<Address> addresses(Recipient.Kind kind) {
        return recipients.stream()
                .filter(recipient -> recipient.kind() == kind)
                .map(Recipient::address)
                .toList();
    }

    private static List<Recipient> recipients(
            Recipient.Kind kind, @Nullable List<@Nullable String> typed, List<FieldError> errors) {
        var recipients = new ArrayList<Recipient>();
        int index = 0;
        for (var address : typed == null ? List.<@Nullable String>of() : typed) {
            try {
                recipients.add(new Recipient(kind, index, address(address)));
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError(kind.field() + "[" + index + "]", "is no recipient: " + e.getMessage()));
            }
            index++;
        }
        return recipients;
    }

    private static Address address(@Nullable String typed) {
        if (typed == null || typed.isBlank()) {
            throw new IllegalArgumentException("it is empty");
        }
        if (typed.length() > LONGEST_ADDRESS) {
            throw new IllegalArgumentException("it has more than " + LONGEST_ADDRESS + " characters");
        }
        if (!wellFormed(typed)) {
            throw new IllegalArgumentException("it has half a character in it");
        }
        return Address.parse(typed);
    }

    private static String subject(@Nullable String subject, List<FieldError> errors) {
        if (subject == null) {
            errors.add(new FieldError("subject", "must be there; it may be empty"));
            return "";
        }
        if (subject.length() > LONGEST_SUBJECT) {
            errors.add(new FieldError("subject", "must have at most " + LONGEST_SUBJECT + " characters"));
        }
        if (subject.chars().anyMatch(Character::isISOControl) || !wellFormed(subject)) {
            errors.add(new FieldError("subject", "must be one line without control characters"));
        }
        return subject;
    }

    private static String body(@Nullable String body, List<FieldError> errors) {
        if (body == null) {
            errors.add(new FieldError("body", "must be there; it may be empty"));
            return "";
        }
        if (body.indexOf('\0') >= 0 || !wellFormed(body)) {
            errors.add(new FieldError("body", "must be text without NUL"));
        }
        return body;
    }

    /** JSON can escape one half of a surrogate pair, which no charset can say. */
    private static boolean wellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static int size(@Nullable List<@Nullable String> list) {
        return list == null ? 0 : list.size();
    }

    @Override
    public String toString() {
        return "Letter[" + recipients.size() + " recipients]";
    }
}
