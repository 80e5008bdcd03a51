package io.mailroom.send;

import io.mailroom.mime.Address;
import io.mailroom.settings.Identity;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.template.Words;
import io.mailroom.web.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * In whose name a mail goes, where answers to it go, and what stands below its text; the only place where that is decided.
 *
 * @param signature plain text; null for none
 */
record Sender(
        Address from, @Nullable Address replyTo, @Nullable String signature) {

    /**
     * @param wanted null for the first of the setting's identities
     * @throws Problem 422 when the setting has no such identity; 409 for a setting that was stored with an address that cannot
     *     be used
     */
    static Sender of(Smtp setting, @Nullable Address wanted) {
        var all = setting.identities();
        return of(
                setting,
                wanted == null
                        ? all.getFirst()
                        : all.stream()
                                .filter(identity ->
                                        parsed(identity).filter(wanted::equals).isPresent())
                                .findFirst()
                                .or(() -> all.stream()
                                        .filter(identity -> parsed(identity)
                                                .filter(from -> same(from, wanted))
                                                .isPresent())
                                        .findFirst())
                                .orElseThrow(() -> Problem.invalid(
                                        "from",
                                        "is none of the addresses of the setting " + setting.name() + ": "
                                                + all.stream()
                                                        .map(Identity::from)
                                                        .collect(Collectors.joining(", ")))));
    }

    /** Empty for one that cannot be used, which is nobody's concern until it is chosen. */
    private static Optional<Address> parsed(Identity identity) {
        try {
            return Optional.of(Address.parse(identity.from()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Sender of(Smtp setting, Identity identity) {
        var replyTo = identity.replyTo();
        return new Sender(
                own(setting, "From", identity.from()),
                replyTo == null || replyTo.isEmpty() ? null : own(setting, "Reply-To", replyTo),
                identity.signature());
    }

    /** Whatever their display names. */
    private static boolean same(Address one, Address other) {
        return one.address().equalsIgnoreCase(other.address());
    }

    /**
     * Over a server that lets everybody in, not everybody may say to be anybody.
     *
     * @param domains of addresses that may be used there; empty for all
     * @throws Problem 403 for another one
     */
    Sender mayUse(Smtp setting, Optional<List<String>> domains) {
        if (!setting.mayBeFrom(domain(), domains)) {
            throw Problem.forbidden(
                    "The setting " + setting.name() + " logs in to no server, and over such ones mail goes"
                            + " only from " + String.join(", ", domains.orElse(List.of())) + ", not from " + domain()
                            + ". Add user and password, or ask the operator (mailroom.send.relay-from). Nothing was sent.");
        }
        return this;
    }

    /** What stands behind the @: what is unique there is so everywhere. */
    String domain() {
        return from.address().substring(from.address().lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    /** With the signature below it, after the line that tells it from the text (RFC 3676 section 4.3). */
    Words signed(Words words) {
        if (signature == null || signature.isBlank()) {
            return words;
        }
        var html = words.html();
        // Without a text of its own beside HTML, one is made of that.
        var text = html != null && words.text().isBlank()
                ? words.text()
                : words.text().stripTrailing() + "\n\n-- \n" + signature.strip() + "\n";
        return new Words(words.subject(), text, html == null ? null : html + page(signature.strip()));
    }

    private static String page(String text) {
        var escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<p>-- <br>" + escaped.replaceAll("\\R", "<br>") + "</p>";
    }

    private static Address own(Smtp setting, String field, String address) {
        try {
            return Address.parse(address);
        } catch (IllegalArgumentException e) {
            throw Problem.conflict("The " + field + " address of the setting " + setting.name() + " cannot be used: "
                    + e.getMessage() + " Correct the setting; nothing was sent.");
        }
    }
}
