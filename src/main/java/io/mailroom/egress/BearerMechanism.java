package io.mailroom.egress;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The SASL mechanisms that take an OAuth2 access token. No other one ever gets to see a token. */
public enum BearerMechanism {
    /** What Google and Microsoft made before there was a standard; a refused token is told in a challenge that wants an empty answer. */
    XOAUTH2 {
        @Override
        String message(Credential.AccessToken credential, MailServer server) {
            return "user=" + credential.user() + "\1auth=Bearer " + credential.token() + "\1\1";
        }

        @Override
        public String acknowledgement() {
            return "";
        }
    },
    /** RFC 7628. */
    OAUTHBEARER {
        @Override
        String message(Credential.AccessToken credential, MailServer server) {
            // RFC 5801 section 4: these two would end the name early.
            var name = credential.user().replace("=", "=3D").replace(",", "=2C");
            return "n,a=" + name + ",\1host=" + server.host() + "\1port=" + server.port() + "\1auth=Bearer "
                    + credential.token() + "\1\1";
        }

        @Override
        public String acknowledgement() {
            return "AQ=="; // RFC 7628 section 3.2.3: a single 0x01
        }
    };

    /**
     * The one to use with a server. Both do the same; XOAUTH2 comes first, as the large providers know it longest, unless the
     * other one is asked for.
     */
    public static Optional<BearerMechanism> among(Predicate<String> offered, @Nullable BearerMechanism preferred) {
        if (preferred != null && offered.test(preferred.name())) {
            return Optional.of(preferred);
        }
        for (var mechanism : values()) {
            if (offered.test(mechanism.name())) {
                return Optional.of(mechanism);
            }
        }
        return Optional.empty();
    }

    /** The client's one message, in Base64. */
    public String initialResponse(Credential.AccessToken credential, MailServer server) {
        return Base64.getEncoder().encodeToString(message(credential, server).getBytes(StandardCharsets.UTF_8));
    }

    abstract String message(Credential.AccessToken credential, MailServer server);

    /** What a server wants to hear, in Base64, after it has said why it refuses the token. Without it many wait for ever. */
    public abstract String acknowledgement();
}
