package io.mailroom.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Postfix's smtp-sink, which takes every message and forgets it; and smtp-source, which sends to it as fast as it can. */
final class SmtpSink implements AutoCloseable {

    private final Process process;
    private final int port;

    private SmtpSink(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static SmtpSink start() throws IOException, InterruptedException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var command = new ArrayList<>(List.of("smtp-sink", "127.0.0.1:" + port, "1000"));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(1, List.of("-u", "nobody")); // it refuses to be root
        }
        var process = new ProcessBuilder(command).inheritIO().start();
        var sink = new SmtpSink(process, port);
        for (int i = 0; !sink.answers(); i++) {
            if (i == 100 || !process.isAlive()) {
                process.destroy();
                throw new IllegalStateException("smtp-sink does not answer; it comes with Postfix");
            }
            Thread.sleep(50);
        }
        return sink;
    }

    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return socket.getInputStream().read() == '2';
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    ProcessTree tree() {
        return ProcessTree.of(process.pid());
    }

    /** Has smtp-source send that many messages of that size, {@code reusing} its connections or with a new one for each. */
    void feed(int sessions, int mails, int size, boolean reusing) throws IOException, InterruptedException {
        var command = List.of(
                "smtp-source",
                reusing ? "-d" : "-4",
                "-s",
                Integer.toString(sessions),
                "-m",
                Integer.toString(mails),
                "-l",
                Integer.toString(size),
                "127.0.0.1:" + port);
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException("smtp-source ended with " + exit);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
