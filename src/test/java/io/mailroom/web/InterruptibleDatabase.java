package io.mailroom.web;

import io.mailroom.db.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A PostgreSQL of its own behind a port that a test can close: connections break off, and new ones are refused. */
public final class InterruptibleDatabase implements QuarkusTestResourceLifecycleManager {

    private static final Set<Socket> CONNECTIONS = ConcurrentHashMap.newKeySet();
    private static ServerSocket listening;
    private static int port;
    private static int databasePort;

    private EmbeddedDatabase database;

    @Override
    public Map<String, String> start() {
        try {
            database = EmbeddedDatabase.start(null);
            var config = new HashMap<>(database.config());
            String url = config.get("quarkus.datasource.reactive.url");
            databasePort = Integer.parseInt(url.replaceAll(".*:(\\d+)/.*", "$1"));
            open(0);
            config.replaceAll((key, value) -> value.replace(":" + databasePort + "/", ":" + port + "/"));
            return config;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** After the resource that every test has. */
    @Override
    public int order() {
        return 1;
    }

    static void interrupt() throws IOException {
        listening.close();
        for (Socket socket : CONNECTIONS) {
            socket.close();
        }
    }

    static void resume() throws IOException {
        open(port);
    }

    private static void open(int at) throws IOException {
        listening = new ServerSocket();
        listening.setReuseAddress(true);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at));
        port = listening.getLocalPort();
        Thread.ofVirtual().start(() -> accept(listening));
    }

    private static void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket target = new Socket(InetAddress.getLoopbackAddress(), databasePort);
                pump(client, target);
                pump(target, client);
            } catch (IOException e) {
                // closed: the loop ends, or the next one comes
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        CONNECTIONS.add(from);
        Thread.ofVirtual().start(() -> {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // broken off, as it should be
            } finally {
                CONNECTIONS.remove(from);
            }
        });
    }

    @Override
    public void stop() {
        try {
            interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (database != null) {
            database.stop();
        }
    }
}
