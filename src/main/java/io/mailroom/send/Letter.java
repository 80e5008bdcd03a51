package io.mailroom.send;

import io.mailroom.item.ItemFile;
import io.mailroom.mime.Address;
import io.mailroom.outbox.Recipient;
import io.mailroom.web.Problem;
import io.mailroom.web.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mail that was asked for, with every value of it checked.
 *
 * @param from one of the addresses of the setting; null for the usual
 * @param parent the mail that it answers or hands on, if any
 * @param files that came along in the request
 */
record Letter(
        @Nullable Address from,
        List<Recipient> recipients,
        Wording wording,
        Selection selection,
        @Nullable Parent parent,
        List<ItemFile> files) {

    /** A line of a header, and what a server must take of it (RFC 5322 section 2.1.1). */
    static final int LONGEST_ADDRESS = 998;

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
        var from = from(mail.from(), errors);
        var wording = Wording.of(mail, errors);
        var selection = Selection.of(mail, errors);
        var parent = Parent.of(mail, errors);
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        var files = mail.files();
        return new Letter(
                from,
                List.copyOf(recipients),
                wording,
                selection,
                parent,
                files == null ? List.of() : List.copyOf(files));
    }

    List<Address> addresses(Recipient.Kind kind) {
        return recipients.stream()
                .filter(recipient -> recipient.kind() == kind)
                .map(Recipient::address)
                .toList();
    }

    private static @Nullable Address from(@Nullable String typed, List<FieldError> errors) {
        if (typed == null || typed.isBlank()) {
            return null;
        }
        try {
            return address(typed);
        } catch (IllegalArgumentException e) {
            errors.add(new FieldError("from", "is no address: " + e.getMessage()));
            return null;
        }
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

    /** JSON can escape one half of a surrogate pair, which no charset can say. */
    static boolean wellFormed(String text) {
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
