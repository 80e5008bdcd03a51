package io.mailroom.egress;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A server's TLS and our timeouts, in the words of the mail library, the same for every protocol. */
public final class SessionProperties {

    /**
     * The library traces every byte, of messages and logins too, as soon as these loggers let FINEST through: a leak, and a
     * hundred times slower. They are named after the rooms that extend its protocol classes, and held here so that their
     * level stays.
     */
    private static final List<Logger> TRACES =
            List.of(Logger.getLogger("io.mailroom.imap.protocol"), Logger.getLogger("io.mailroom.smtp.protocol"));

    private static final Executor EVENTS = Thread::startVirtualThread;

    private SessionProperties() {}

    /** @param protocol {@code imap} or {@code smtp}, whatever the TLS: the library's {@code imaps} is not used */
    public static Properties of(String protocol, MailServer server, Timeouts timeouts, Line line) {
        var prefix = "mail." + protocol;
        // Each time: a log configuration loaded meanwhile may have set them anew.
        TRACES.forEach(trace -> trace.setLevel(Level.OFF));
        var properties = new Properties();
        properties.put("mail.event.executor", EVENTS);
        properties.put(prefix + ".socketFactory", line);
        // Otherwise a failure to connect is tried again on a socket we know nothing of.
        properties.setProperty(prefix + ".socketFactory.fallback", "false");
        properties.setProperty(prefix + ".connectiontimeout", millis(timeouts.connect()));
        properties.setProperty(prefix + ".timeout", millis(timeouts.read()));
        // The library's timeout for writes is not set: the line watches them itself.
        // TLS from the first byte is the line's own business: the library would make that connection itself.
        properties.setProperty(prefix + ".ssl.enable", "false");
        properties.setProperty(prefix + ".starttls.enable", Boolean.toString(server.tls() == Tls.STARTTLS));
        properties.setProperty(prefix + ".starttls.required", Boolean.toString(server.tls() == Tls.STARTTLS));
        properties.put(prefix + ".ssl.socketFactory", line.startTls());
        properties.setProperty(prefix + ".ssl.checkserveridentity", "true");
        return properties;
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
