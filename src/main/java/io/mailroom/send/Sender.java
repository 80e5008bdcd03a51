package io.mailroom.send;

import io.mailroom.mime.Address;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.web.Problem;
import org.jspecify.annotations.Nullable;

/** In whose name a mail goes, and where answers to it go; the only place where that is decided. */
record Sender(Address from, @Nullable Address replyTo) {

    /** @throws Problem 409 for a setting that was stored with an address that cannot be used */
    static Sender of(Smtp setting) {
        var identity = setting.identities().getFirst();
        var replyTo = identity.replyTo();
        return new Sender(
                own(setting, "From", identity.from()), replyTo == null ? null : own(setting, "Reply-To", replyTo));
    }

    /** What stands behind the @: what is unique there is so everywhere. */
    String domain() {
        return from.address().substring(from.address().lastIndexOf('@') + 1);
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
