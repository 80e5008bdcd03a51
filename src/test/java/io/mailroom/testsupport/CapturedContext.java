package io.mailroom.testsupport;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** What lines that are logged below a name say beside their messages, until this is closed. */
public final class CapturedContext extends Handler implements AutoCloseable {

    /** A line and its context. */
    public record Line(String message, Map<String, String> context) {}

    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;

    private CapturedContext(Logger logger) {
        this.logger = logger;
    }

    public static CapturedContext of(String name) {
        var log = new CapturedContext(Logger.getLogger(name));
        log.logger.addHandler(log);
        return log;
    }

    public List<Line> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord line) {
        var record = ExtLogRecord.wrap(line);
        lines.add(new Line(record.getFormattedMessage(), record.getMdcCopy()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
