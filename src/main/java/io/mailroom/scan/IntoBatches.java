package io.mailroom.scan;

import io.mailroom.imap.ImapException;
import io.mailroom.imap.MessageInfo;
import io.mailroom.imap.MessageSink;
import io.mailroom.imap.RawMessage;
import io.mailroom.mime.MessageParser;
import io.mailroom.mime.ParseLimits;

/** Parses mails as they arrive and gathers them into batches. */
final class IntoBatches implements MessageSink {

    private final ScanTarget target;
    private final CommitLine line;
    private final MailMemory memory;
    private MailBatch batch;

    IntoBatches(ScanTarget target, CommitLine line, MailMemory memory) {
        this.target = target;
        this.line = line;
        this.memory = memory;
        this.batch = new MailBatch(memory.batchBytes());
    }

    @Override
    public void accept(MessageInfo message, RawMessage raw) {
        var parsed = MessageParser.parse(raw.bytes(), ParseLimits.DEFAULT);
        var excluded = target.excluding(parsed, raw.bytes());
        if (excluded.isPresent()) {
            raw.close();
            filtered(message.uid(), excluded.get(), raw.size());
        } else {
            var mail = new MailBatch.Arrived(message, raw, parsed);
            var release = memory.take(mail, this::flush);
            batch.add(mail);
            batch.onClose(release);
            flushIfFull();
        }
    }

    void filtered(long uid, Rule rule, long bytes) {
        handled(Handled.filtered(uid, rule, target.after(rule), bytes));
    }

    @Override
    public void gone(MessageInfo message) {
        handled(Handled.gone(message.uid()));
    }

    @Override
    public void unreadable(MessageInfo message, ImapException cause) {
        handled(Handled.failed(message.uid(), String.valueOf(cause.getMessage())));
    }

    void handled(Handled mail) {
        batch.add(mail);
        flushIfFull();
    }

    private void flushIfFull() {
        if (batch.full()) {
            flush();
        }
    }

    void endRun() {
        batch.endRun();
        flush();
    }

    /** Waits until everything so far is committed. */
    void settle() {
        flush();
        line.settle();
    }

    void flush() {
        if (!batch.isEmpty()) {
            var full = batch;
            batch = new MailBatch(memory.batchBytes());
            line.put(full);
        }
    }
}
