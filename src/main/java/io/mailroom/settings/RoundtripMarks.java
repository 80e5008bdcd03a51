package io.mailroom.settings;

import io.mailroom.secret.Binding;
import io.mailroom.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Marks the mails of our own round trips, so that an import leaves them alone. A mark is sealed: nobody else can make one,
 * and keep a mail from being imported by it.
 */
@ApplicationScoped
public class RoundtripMarks {

    /** The header field that a mark travels in. */
    static final String FIELD = "X-Mailroom-Roundtrip";

    private static final byte[] NOTHING = {};

    private final Secrets secrets;

    RoundtripMarks(Secrets secrets) {
        this.secrets = secrets;
    }

    /** A new one, unlike all others; good in this collective. */
    String next(UUID collective) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secrets.seal(NOTHING, binding(collective)));
    }

    /** Whether this was made here for this collective; what is no mark is none of ours. */
    public boolean isOurs(UUID collective, @Nullable String mark) {
        if (mark == null) {
            return false;
        }
        try {
            return secrets.openBytes(Base64.getUrlDecoder().decode(mark), binding(collective)).length == 0;
        } catch (IllegalArgumentException | IllegalStateException forged) {
            return false;
        }
    }

    private static Binding binding(UUID collective) {
        return new Binding("mail.roundtrip", collective);
    }
}
