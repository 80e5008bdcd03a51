package io.mailroom.provider;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.mailroom.egress.Tls;
import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A mail server as it goes into the settings. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "MailProviderServer")
public record Server(
        @Schema(examples = "imap.example.org") String host,
        @Schema(examples = "993") int port,

        @Schema(examples = "ssl", description = "ssl, starttls or none")
        String sslType,

        @Schema(
                examples = "anna@example.org",
                description = "Who to log in as. Absent: the server wants no authentication.")
        @Nullable
        String user) {

    private static final String PLAIN = "NOT ENCRYPTED: everybody on the way can read the password and every mail.";

    private static final Pattern HOST = Pattern.compile(
            "(?=.{1,253}\\z)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");
    private static final Pattern USER = Pattern.compile("[^\\p{Cntrl}]{1,320}");

    /** Empty when strangers say something that could stand in no settings. */
    static Optional<Server> of(String host, int port, Tls tls, @Nullable String user) {
        var name = ascii(host);
        boolean sound = HOST.matcher(name).matches()
                && port > 0
                && port < 65536
                && (user == null || USER.matcher(user).matches());
        return sound
                ? Optional.of(new Server(name, port, tls.name().toLowerCase(Locale.ROOT), user))
                : Optional.empty();
    }

    private static String ascii(String host) {
        var name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        try {
            return IDN.toASCII(name).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException noName) {
            return "";
        }
    }

    /** Or on this machine, where there is nobody on the way. */
    boolean encrypted() {
        return !sslType.equals("none") || host.equals("localhost");
    }

    @JsonProperty
    @Schema(description = "What speaks against it.")
    @Nullable
    String warning() {
        return encrypted() ? null : PLAIN;
    }
}
