package io.mailroom.send;

import io.mailroom.mime.Address;
import io.mailroom.mime.MessageHeader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whom an answer goes to (RFC 5322 section 3.6.3); every address once, and only those that mail can be sent to. */
record ReplyRecipients(List<Address> to, List<Address> cc) {

    /** A name that is longer would only be in the way. */
    private static final int LONGEST_NAME = 200;

    /**
     * @param all whether all who got the mail get the answer, too
     * @param own addresses of who answers, in lower case
     */
    static ReplyRecipients of(MessageHeader mail, boolean all, Set<String> own) {
        var replyTo = usable(mail.replyTo());
        var answerTo = replyTo.isEmpty() ? usable(mail.from()) : replyTo;
        // A form on a website writes in one's own name for somebody else, who is in Reply-To then.
        boolean mine =
                usable(mail.from()).keySet().stream().anyMatch(own::contains) && own.containsAll(replyTo.keySet());
        // Who answers a mail of their own goes on talking to those it went to.
        var to = mine && !mail.to().isEmpty() ? usable(mail.to()) : answerTo;
        if (!all) {
            return new ReplyRecipients(List.copyOf(to.values()), List.of());
        }
        var everybody = new LinkedHashMap<>(to);
        usable(mail.to()).forEach(everybody::putIfAbsent);
        var cc = usable(mail.cc());
        everybody.keySet().removeAll(own);
        cc.keySet().removeAll(own);
        cc.keySet().removeAll(everybody.keySet());
        // A mail to oneself alone is answered to oneself.
        return new ReplyRecipients(
                List.copyOf(everybody.isEmpty() && cc.isEmpty() ? to.values() : everybody.values()),
                List.copyOf(cc.values()));
    }

    private static Map<String, Address> usable(List<Address> addresses) {
        var usable = new LinkedHashMap<String, Address>();
        addresses.forEach(address -> parsed(address).ifPresent(found -> usable.putIfAbsent(key(found), found)));
        return usable;
    }

    static String key(Address address) {
        return address.address().toLowerCase(Locale.ROOT);
    }

    private static Optional<Address> parsed(Address address) {
        for (var typed : spellings(address)) {
            try {
                return Optional.of(Address.parse(typed));
            } catch (IllegalArgumentException e) {
                // Without its name it may still be one; and what is none cannot be answered.
            }
        }
        return Optional.empty();
    }

    private static List<String> spellings(Address address) {
        var spellings = new ArrayList<String>();
        if (address.name() != null && address.name().length() <= LONGEST_NAME) {
            spellings.add(address.toString());
        }
        spellings.add(address.address());
        return spellings;
    }
}
