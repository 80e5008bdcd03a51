package io.mailroom.egress;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Why a server could not be reached, or was lost, below the words of any protocol above.
 *
 * @param fact what happened, as one sentence
 * @param advice what the owner of mail settings can do about it, as one or two sentences
 */
public record ConnectFailure(Cause cause, String fact, String advice) {

    /** Reads the failure from an exception and everything that caused it. */
    public static ConnectFailure of(Throwable thrown, MailServer server) {
        var failure = of(thrown, server.host(), server.port(), server.toString());
        return switch (failure.cause) {
            case TIMEOUT ->
                failure.advising("Check host and port, and whether the port expects "
                        + (server.tls() == Tls.SSL ? "STARTTLS or no TLS" : "TLS from the start (SSL)") + ".");
            case TLS_PROTOCOL ->
                failure.advice.isEmpty()
                        ? failure.advising("Check whether the port expects SSL, STARTTLS or neither.")
                        : failure;
            default -> failure;
        };
    }

    /** The connection ended in the middle of a conversation. */
    public static ConnectFailure lost(MailServer server) {
        return lost(server.toString());
    }

    /** Both sentences. */
    public String explain() {
        return advice.isEmpty() ? fact : fact + " " + advice;
    }

    /** @param server as it is told of */
    static ConnectFailure of(Throwable thrown, String host, int port, String server) {
        var chain = chain(thrown);
        var refused = first(chain, CertificateRefused.class);
        if (refused.isPresent()) {
            return new ConnectFailure(
                    refused.get().failure(), refused.get().fact(), refused.get().advice());
        }
        var denied = first(chain, EgressDenied.class);
        if (denied.isPresent()) {
            return new ConnectFailure(
                    Cause.EGRESS_DENIED, String.valueOf(denied.get().getMessage()), "");
        }
        if (has(chain, UnknownHostException.class) || has(chain, UnresolvedAddressException.class)) {
            return new ConnectFailure(
                    Cause.DNS, "The host name " + host + " was not found.", "Check it for typing errors.");
        }
        return has(chain, SSLException.class) ? tls(chain, server) : network(chain, host, port, server);
    }

    private static ConnectFailure network(List<Throwable> chain, String host, int port, String server) {
        var text = text(chain);
        if (has(chain, SocketTimeoutException.class) || text.contains("timed out")) {
            return timeout(server);
        }
        if (has(chain, NoRouteToHostException.class) || text.contains("unreachable")) {
            return new ConnectFailure(
                    Cause.UNREACHABLE,
                    "There is no network route to " + server + ".",
                    "Check the host name and the network.");
        }
        return has(chain, ConnectException.class)
                ? new ConnectFailure(
                        Cause.REFUSED,
                        host + " refused the connection on port " + port + ".",
                        "Check the port, and whether the server runs.")
                : lost(server);
    }

    private static ConnectFailure tls(List<Throwable> chain, String server) {
        if (has(chain, SocketTimeoutException.class)) {
            return timeout(server);
        }
        if (has(chain, WroteBeforeTls.class)) {
            return new ConnectFailure(
                    Cause.TLS_PROTOCOL,
                    "More than the answer to STARTTLS came from " + server
                            + " before the encryption began, as when somebody"
                            + " in between slips in words of their own. The connection was given up.",
                    "Use SSL with the server's TLS port, and ask its administrator.");
        }
        var text = text(chain);
        // A connection that ends after the handshake is a lost one, not a wrong one.
        if (has(chain, EOFException.class) && text.contains("without close_notify")) {
            return lost(server);
        }
        // The alert of a server that finds our versions too new, and our word for one that answers with its old one.
        if (text.contains("protocol_version") || text.contains("selected protocol version")) {
            return new ConnectFailure(
                    Cause.TLS_PROTOCOL,
                    server + " speaks TLS 1.1 or older only, which protects no longer.",
                    "Its administrator has to switch on TLS 1.2 or newer.");
        }
        return new ConnectFailure(Cause.TLS_PROTOCOL, "No TLS connection could be made with " + server + ".", "");
    }

    private static ConnectFailure timeout(String server) {
        return new ConnectFailure(Cause.TIMEOUT, server + " did not answer in time.", "");
    }

    private static ConnectFailure lost(String server) {
        return new ConnectFailure(
                Cause.CONNECTION_LOST,
                server + " closed the connection in the middle of a conversation.",
                "That is seldom for long.");
    }

    private ConnectFailure advising(String other) {
        return new ConnectFailure(cause, fact, other);
    }

    private static boolean has(List<Throwable> chain, Class<? extends Throwable> type) {
        return first(chain, type).isPresent();
    }

    private static <T extends Throwable> Optional<T> first(List<Throwable> chain, Class<T> type) {
        return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
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
