package io.mailroom.provider;

import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.lookup.LookupFailedException;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/** Asks the machine's DNS servers, or those that are configured, for records that the JDK does not look up. Blocking. */
@Startup // so that an address that is none is told then
@ApplicationScoped
class Dns {

    /** Nobody answered, or with a failure. That is not the same as knowing that there are no such records. */
    static final class Unanswered extends Exception {
        Unanswered(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private static final int PORT = 53;

    /** For one datagram to one server; it is sent again. */
    private static final Duration ONE_TRY = Duration.ofSeconds(3);

    private static final int RETRIES = 2;

    private final LookupSession session;
    private final Duration most;

    Dns(ProviderConfig config) {
        most = config.time();
        session = LookupSession.builder().resolver(resolver(config)).build();
    }

    private static Resolver resolver(ProviderConfig config) {
        var servers = config.dnsServers().orElse(List.of());
        var resolver = servers.isEmpty() ? new ExtendedResolver() : new ExtendedResolver(named(servers));
        resolver.setTimeout(ONE_TRY);
        resolver.setRetries(RETRIES);
        return resolver;
    }

    private static List<Resolver> named(List<String> servers) {
        var resolvers = new ArrayList<Resolver>();
        for (var server : servers) {
            resolvers.add(new SimpleResolver(address(server.strip())));
        }
        return resolvers;
    }

    /** {@code 192.0.2.1}, {@code 192.0.2.1:5353}, {@code 2001:db8::1} or {@code [2001:db8::1]:5353}. */
    private static InetSocketAddress address(String server) {
        int colon = server.lastIndexOf(':');
        boolean hasPort = colon > 0 && (server.indexOf(':') == colon || server.charAt(colon - 1) == ']');
        var host = hasPort ? server.substring(0, colon) : server;
        var literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        try {
            return new InetSocketAddress(
                    InetAddress.ofLiteral(literal), hasPort ? Integer.parseInt(server.substring(colon + 1)) : PORT);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "mailroom.provider.dns-servers: " + server + " is no IP address, with or without :port.");
        }
    }

    /** The records of one type, following aliases; none when the name or the type is not there. */
    <T extends Record> List<T> records(String name, int type, Class<T> kind) throws Unanswered {
        var answer = session.lookupAsync(absolute(name), type).toCompletableFuture();
        try {
            return answer.get(most.toMillis(), TimeUnit.MILLISECONDS).getRecords().stream()
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .toList();
        } catch (ExecutionException e) {
            return none(name, e.getCause());
        } catch (TimeoutException e) {
            throw new Unanswered("No DNS server answered in time.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unanswered("The time was up before DNS answered.", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static <T> List<T> none(String name, @Nullable Throwable failure) throws Unanswered {
        if (failure instanceof NoSuchDomainException || failure instanceof NoSuchRRSetException) {
            return List.of();
        }
        Log.debugf("DNS has no answer for %s: %s", name, failure);
        throw new Unanswered(
                failure instanceof LookupFailedException && !(failure.getCause() instanceof IOException)
                        ? "The DNS server answered with a failure."
                        : "No DNS server answered.",
                failure);
    }

    private static Name absolute(String name) throws Unanswered {
        try {
            return Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            throw new Unanswered("The name is too long for DNS.", e);
        }
    }
}
