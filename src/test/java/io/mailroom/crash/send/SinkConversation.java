package io.mailroom.crash.send;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.mailroom.crash.send.Sink.Copy;
import io.mailroom.crash.send.Sink.Moment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The server's side of one connection (RFC 5321). */
final class SinkConversation {

    private static final Pattern MESSAGE_ID = Pattern.compile("(?i)^Message-ID:\\s*<([^>]+)>");
    private static final Pattern PATH = Pattern.compile("<([^>]*)>");
    private static final Duration SLOWNESS = Duration.ofMillis(400);

    private final Socket socket;
    private final Sink sink;
    private final BufferedReader in;
    private final OutputStream out;
    private final List<String> recipients = new ArrayList<>();
    private long begun;

    SinkConversation(Socket socket, Sink sink) throws IOException {
        this.socket = socket;
        this.sink = sink;
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1), 1 << 15);
        this.out = socket.getOutputStream();
    }

    void run() throws IOException {
        sink.reached(Moment.GREETING);
        say("220 sink.test ESMTP");
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            switch (line.substring(0, Math.min(4, line.length()))) {
                case "EHLO" -> say("250-sink.test\r\n250-PIPELINING\r\n250-SIZE 100000000\r\n250 8BITMIME");
                case "MAIL" -> {
                    begun = System.nanoTime();
                    recipients.clear();
                    say("250 2.1.0 Ok");
                }
                case "RCPT" -> recipient(line);
                case "DATA" -> {
                    if (!message()) {
                        return;
                    }
                }
                case "QUIT" -> {
                    say("221 2.0.0 Bye");
                    return;
                }
                case "RSET", "NOOP" -> say("250 2.0.0 Ok");
                default -> say("502 5.5.2 Not here");
            }
        }
    }

    private void say(String reply) throws IOException {
        out.write((reply + "\r\n").getBytes(ISO_8859_1));
        out.flush();
    }

    private void recipient(String line) throws IOException {
        var path = PATH.matcher(line);
        var recipient = path.find() ? path.group(1) : "";
        sink.reached(Moment.RECIPIENT);
        if (recipient.startsWith(Sink.NEVER)) {
            say("550 5.1.1 No such user");
        } else if (recipient.startsWith(Sink.LATER) && sink.refusesFirst(recipient)) {
            say("450 4.2.1 Come again");
        } else {
            recipients.add(recipient);
            say("250 2.1.5 Ok");
        }
    }

    /** Whether the conversation goes on. */
    private boolean message() throws IOException {
        if (recipients.isEmpty()) {
            say("554 5.5.1 No valid recipients");
            return true;
        }
        var mood = sink.mood();
        say("354 Go on");
        sink.reached(Moment.DATA);
        var messageId = read(mood);
        if (messageId == null) {
            cut();
            return false;
        }
        sink.reached(Moment.FINAL_DOT);
        return decide(mood, messageId);
    }

    /** The Message-ID of the whole message; null when it breaks off. */
    private @Nullable String read(Mood mood) throws IOException {
        String messageId = null;
        boolean header = true;
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals(".")) {
                return messageId == null ? "none" : messageId;
            }
            if (!header) {
                continue;
            }
            var id = MESSAGE_ID.matcher(line);
            if (id.find()) {
                messageId = id.group(1);
            }
            if (line.isEmpty()) {
                header = false;
                sink.reached(Moment.IN_THE_MESSAGE);
                if (mood == Mood.CUT_IN_THE_MESSAGE) {
                    return null;
                }
            }
        }
        return null;
    }

    private boolean decide(Mood mood, String messageId) throws IOException {
        switch (mood) {
            case LATER -> say("451 4.3.0 Not now");
            case NEVER -> say("554 5.7.1 Not that");
            case CUT_AT_THE_DOT, CUT_IN_THE_MESSAGE -> cut();
            case TAKEN_UNSAID -> {
                take(messageId);
                cut();
            }
            case QUICK, SLOW -> {
                linger(mood == Mood.SLOW ? SLOWNESS : Duration.ofMillis(3));
                take(messageId);
                say("250 2.0.0 Ok: queued");
                sink.reached(Moment.TAKEN);
            }
        }
        return !socket.isClosed();
    }

    private void take(String messageId) {
        recipients.forEach(recipient -> sink.take(new Copy(messageId, recipient), begun));
    }

    private static void linger(Duration most) throws IOException {
        try {
            Thread.sleep(Duration.ofNanos(ThreadLocalRandom.current().nextLong(most.toNanos())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void cut() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
