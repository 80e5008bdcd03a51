package io.mailroom.egress;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;

/** What there is to say against a chain of certificates, in words for the owner of the connection. */
final class Objection {

    private static final String PIN_IT =
            "If you know that this is your server, test the connection and pin its certificate.";

    private static final int NAMES_SHOWN = 5;

    private final List<X509Certificate> chain;
    private final X509Certificate leaf;
    private final String host;
    private final String server;
    private final boolean ownCa;

    Objection(X509Certificate[] chain, SSLSession session, Trust trust) {
        this.chain = List.of(chain);
        this.leaf = chain[0];
        this.host = session.getPeerHost();
        this.server = session.getPeerHost() + ":" + session.getPeerPort();
        this.ownCa = trust instanceof Trust.OwnCa;
    }

    CertificateRefused anotherThanPinned() {
        return untrusted(
                server + " shows another certificate than the pinned one; the fingerprint of this one is "
                        + TlsInfo.fingerprint(leaf) + ".",
                "If it was renewed, test the connection and pin the new one. If it was not, somebody stands in between.");
    }

    /** Why the runtime's judgement was what it was. Decided by types and facts; its texts differ between versions. */
    CertificateRefused to(CertificateException verdict, X509ExtendedTrustManager judge, String authType) {
        if (causedBy(verdict, CertificateExpiredException.class)) {
            return expired();
        }
        if (causedBy(verdict, CertificateNotYetValidException.class)) {
            return notYetValid();
        }
        if (causedBy(verdict, CertPathBuilderException.class)) {
            return selfSigned() ? signedByItself() : unknownAuthority();
        }
        var invalid = cause(verdict, CertPathValidatorException.class);
        if (invalid.isEmpty()) {
            return acceptedWithoutName(judge, authType) ? anotherName() : unknownAuthority();
        }
        return invalid.get().getReason() == BasicReason.ALGORITHM_CONSTRAINED
                ? untrusted(
                        "The certificate of " + server + " has a key or a signature of a kind that is no longer safe.",
                        "Its administrator has to replace it.")
                : untrusted(
                        "The certificate of " + server + " was refused ("
                                + invalid.get().getReason() + ").",
                        "Its administrator has to replace it.");
    }

    private CertificateRefused expired() {
        var now = new Date();
        var culprit = chain.stream()
                .filter(one -> now.after(one.getNotAfter()))
                .findFirst()
                .orElse(leaf);
        return untrusted(
                whose(culprit) + " expired on " + day(culprit.getNotAfter()) + ".",
                "Its administrator has to renew it.");
    }

    private CertificateRefused notYetValid() {
        var now = new Date();
        var culprit = chain.stream()
                .filter(one -> now.before(one.getNotBefore()))
                .findFirst()
                .orElse(leaf);
        return untrusted(
                whose(culprit) + " is not valid before " + day(culprit.getNotBefore()) + ".",
                "Check the clock of this machine, and that of the server.");
    }

    private CertificateRefused signedByItself() {
        return untrusted("The certificate of " + server + " is signed by itself, so nobody vouches for it.", PIN_IT);
    }

    private CertificateRefused unknownAuthority() {
        var issuer = name(chain.getLast().getIssuerX500Principal());
        return ownCa
                ? untrusted(
                        "The certificate of " + server + " comes from " + issuer
                                + ", which is none of the authorities in caCertificates.",
                        "Add the certificate of that authority if it is yours.")
                : untrusted(
                        "The certificate of " + server + " comes from " + issuer + ", an authority not known here.",
                        "If it is your own authority, put its certificate into caCertificates. "
                                + "If it is a public one, the server leaves out the certificates in between.");
    }

    private CertificateRefused anotherName() {
        var names = names();
        return new CertificateRefused(
                Cause.TLS_HOSTNAME,
                "The certificate of " + server + " is made out to "
                        + (names.isEmpty() ? "nobody" : String.join(", ", names)) + ", not to " + host + ".",
                "Use a name that the certificate has. " + PIN_IT);
    }

    private static CertificateRefused untrusted(String fact, String advice) {
        return new CertificateRefused(Cause.TLS_UNTRUSTED, fact, advice);
    }

    private String whose(X509Certificate culprit) {
        return culprit.equals(leaf)
                ? "The certificate of " + server
                : "The certificate of " + name(culprit.getSubjectX500Principal()) + ", which signed that of " + server
                        + ",";
    }

    /** The judgement without the connection leaves out the host's name, and nothing else that matters here. */
    private boolean acceptedWithoutName(X509ExtendedTrustManager judge, String authType) {
        try {
            judge.checkServerTrusted(chain.toArray(X509Certificate[]::new), authType);
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    private boolean selfSigned() {
        try {
            leaf.verify(leaf.getPublicKey());
            return leaf.getSubjectX500Principal().equals(leaf.getIssuerX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** RFC 6125: the alternative names count, and the common name only where there are none. */
    private List<String> names() {
        try {
            var alternatives = leaf.getSubjectAlternativeNames();
            if (alternatives != null) {
                return alternatives.stream()
                        .map(entry -> entry.get(1))
                        .filter(String.class::isInstance)
                        .map(name -> printable((String) name))
                        .limit(NAMES_SHOWN)
                        .toList();
            }
        } catch (CertificateParsingException unreadable) {
            // Then it has none that count.
        }
        return Stream.of(name(leaf.getSubjectX500Principal()))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** The common name, or all of it where it has none. */
    private static String name(X500Principal principal) {
        try {
            return printable(new LdapName(principal.getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .findFirst()
                            .orElse(principal.getName()));
        } catch (InvalidNameException e) {
            return printable(principal.getName());
        }
    }

    /** Anybody can write anything into a certificate. */
    private static String printable(String text) {
        var clean = text.replaceAll("[^\\p{L}\\p{N}\\p{P}\\p{S} ]+", " ");
        return clean.length() > 100 ? clean.substring(0, 100) + "..." : clean;
    }

    private static String day(Date date) {
        return date.toInstant().atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static boolean causedBy(Throwable thrown, Class<? extends Throwable> type) {
        return cause(thrown, type).isPresent();
    }

    private static <T extends Throwable> Optional<T> cause(Throwable thrown, Class<T> type) {
        for (var next = thrown; next != null; next = next.getCause()) {
            if (type.isInstance(next)) {
                return Optional.of(type.cast(next));
            }
        }
        return Optional.empty();
    }
}
