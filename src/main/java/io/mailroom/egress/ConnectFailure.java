package io.mailroom.egress;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Why a server could not be reached, or was lost, below the words of any mail protocol. */
public enum ConnectFailure {
    DNS,
    REFUSED,
    UNREACHABLE,
    TIMEOUT,
    TLS_UNTRUSTED,
    TLS_HOSTNAME,
    TLS_PROTOCOL,
    LOST;

    /** Reads the failure from an exception and everything that caused it. */
    public static ConnectFailure of(Throwable thrown) {
        var chain = chain(thrown);
        if (has(chain, UnknownHostException.class) || has(chain, UnresolvedAddressException.class)) {
            return DNS;
        }
        if (has(chain, SSLException.class)) {
            return tls(chain);
        }
        if (has(chain, SocketTimeoutException.class)) {
            return TIMEOUT;
        }
        if (has(chain, NoRouteToHostException.class)) {
            return UNREACHABLE;
        }
        var text = text(chain);
        if (text.contains("unreachable")) {
            return UNREACHABLE;
        }
        if (text.contains("timed out")) {
            return TIMEOUT;
        }
        return has(chain, ConnectException.class) ? REFUSED : LOST;
    }

    /** What happened and what to do about it, as one or two sentences for the owner of the settings. */
    public String explain(MailServer server) {
        return switch (this) {
            case DNS -> "The host name " + server.host() + " was not found. Check it for typing errors.";
            case REFUSED ->
                server.host() + " refused the connection on port " + server.port()
                        + ". Check the port, and whether the server runs.";
            case UNREACHABLE -> "There is no network route to " + server + ". Check the host name and the network.";
            case TIMEOUT ->
                server + " did not answer in time. Check host and port, and whether the port expects "
                        + (server.tls() == Tls.SSL ? "STARTTLS or no TLS" : "TLS from the start (SSL)") + ".";
            case TLS_UNTRUSTED ->
                "The certificate of " + server + " is not trusted: it has expired, or nobody we trust has signed it. "
                        + "Renew it, or set ignoreCertificates if you know this server.";
            case TLS_HOSTNAME ->
                "The certificate of " + server + " is made out to another host name. "
                        + "Use the name in the certificate, or set ignoreCertificates if you know this server.";
            case TLS_PROTOCOL ->
                "No TLS connection could be made with " + server
                        + ". Check whether the port expects SSL, STARTTLS or neither.";
            case LOST -> server + " closed the connection in the middle of a conversation. That is seldom for long.";
        };
    }

    private static ConnectFailure tls(List<Throwable> chain) {
        if (has(chain, SocketTimeoutException.class)) {
            return TIMEOUT;
        }
        if (has(chain, CertificateExpiredException.class)
                || has(chain, CertificateNotYetValidException.class)
                || has(chain, CertPathBuilderException.class)
                || has(chain, CertPathValidatorException.class)) {
            return TLS_UNTRUSTED;
        }
        if (has(chain, CertificateException.class)) {
            // The JDK has no type of its own for it: "No subject alternative DNS name matching ..." or "No name
            // matching".
            var text = text(chain);
            return text.contains("no subject alternative") || text.contains("no name matching")
                    ? TLS_HOSTNAME
                    : TLS_UNTRUSTED;
        }
        // A connection that ends after the handshake is a lost one, not a wrong one.
        return has(chain, EOFException.class) && text(chain).contains("without close_notify") ? LOST : TLS_PROTOCOL;
    }

    private static boolean has(List<Throwable> chain, Class<? extends Throwable> type) {
        return chain.stream().anyMatch(type::isInstance);
    }

    private static String text(List<Throwable> chain) {
        var text = new StringBuilder();
        chain.forEach(thrown -> text.append(thrown).append('\n'));
        return text.toString().toLowerCase(Locale.ROOT);
    }

    private static List<Throwable> chain(Throwable thrown) {
        var chain = new ArrayList<Throwable>();
        for (var next = thrown; next != null && !chain.contains(next); next = next.getCause()) {
            chain.add(next);
        }
        return chain;
    }
}
