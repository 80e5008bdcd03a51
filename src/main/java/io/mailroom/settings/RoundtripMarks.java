package io.mailroom.settings;

import io.mailroom.mime.MessageHeader;
import io.mailroom.secret.Binding;
import io.mailroom.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;

/**
 * Marks the mails of our own round trips, so that an import leaves them alone. A mark is sealed: nobody else can make one,
 * and keep a mail from being imported by it. On another mail it is good for nothing: it belongs to a date and an address.
 */
@ApplicationScoped
public class RoundtripMarks {

    /** The header field that a mark travels in. */
    static final String FIELD = "X-Mailroom-Roundtrip";

    /** As long as a mail may be on its way (RFC 5321 section 4.5.4.1), and a while to be found. */
    private static final Duration LIFE = Duration.ofDays(7);

    private static final byte[] NOTHING = {};

    private final Secrets secrets;
    private final Clock clock;

    RoundtripMarks(Secrets secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /** A new one, unlike all others; good in this collective, for a mail of that date to that address. */
    String next(UUID collective, String address, Instant date) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(secrets.seal(NOTHING, binding(collective, address, date)));
    }

    /**
     * Whether the mail's mark was made here for it; what is no mark is none of ours. Servers rewrite whom a mail is from,
     * but not whom it is to.
     */
    public boolean areOn(MessageHeader mail, UUID collective) {
        var mark = mail.roundtrip();
        var date = mail.date();
        if (mark == null || date == null || mail.to().size() != 1 || isOver(date)) {
            return false;
        }
        var binding = binding(collective, mail.to().getFirst().address(), date);
        try {
            return secrets.openBytes(Base64.getUrlDecoder().decode(mark), binding).length == 0;
        } catch (IllegalArgumentException | IllegalStateException forged) {
            return false;
        }
    }

    private boolean isOver(Instant date) {
        return date.plus(LIFE).isBefore(clock.instant());
    }

    private static Binding binding(UUID collective, String address, Instant date) {
        return Binding.ofPassing(
                "mail.roundtrip/" + date.getEpochSecond() + "/" + address.toLowerCase(Locale.ROOT), collective);
    }
}
