package io.mailroom.settings;

import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;
import io.mailroom.secret.Binding;
import jakarta.persistence.Column;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A mail server of a user, of either protocol. */
@MappedSuperclass
abstract class MailSetting {

    static final String CERTIFICATES_IGNORED =
            "CERTIFICATES ARE IGNORED: whoever stands between this service and the server can pretend to be it, read and"
                    + " change every mail, and gets the password. Pin the server's certificate instead"
                    + " (pinnedCertificate).";

    @Id
    UUID id;

    @Column(name = "account_id")
    UUID accountId;

    String name;
    String host;

    /** Null means the default of protocol and TLS mode; it stays null, so that a change of the mode moves it. */
    @Nullable
    Integer port;

    @Column(name = "user_name")
    @Nullable
    String user;

    /** Sealed, see {@link #passwordBinding}. */
    byte @Nullable [] password;

    @Column(name = "ssl_type")
    @Enumerated(EnumType.STRING)
    Tls tls;

    @Column(name = "ignore_certificates")
    boolean ignoreCertificates;

    /** SHA-256 in lower case hexadecimal digits. */
    @Column(name = "pinned_certificate")
    @Nullable
    String pinnedCertificate;

    /** In PEM. */
    @Column(name = "ca_certificates")
    @Nullable
    String caCertificates;

    @Column(name = "use_oauth")
    boolean useOAuth;

    /** What logs in instead of a password; null for none, also after it was removed. */
    @Column(name = "oauth_grant_id")
    @Nullable
    UUID oauthGrantId;

    Instant created;
    Instant updated;

    @Version
    long version;

    /** At most one of the three is set. */
    Trust trust() {
        if (ignoreCertificates) {
            return Trust.ANYTHING;
        }
        if (pinnedCertificate != null) {
            return new Trust.Pinned(pinnedCertificate);
        }
        return caCertificates == null ? Trust.SYSTEM : new Trust.OwnCa(caCertificates);
    }

    abstract Binding passwordBinding();

    abstract int defaultPort();
}
