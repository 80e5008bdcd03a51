package io.mailroom.egress;

import io.mailroom.testsupport.Certificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLServerSocket;

/** A server that speaks TLS 1.0 and nothing newer, in a JVM of its own: in this one that is forbidden, as it should be. */
final class OldTlsServer implements AutoCloseable {

    private final Process process;
    private final int port;

    private OldTlsServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static OldTlsServer start(Path directory) {
        try {
            var lax = directory.resolve("lax.security");
            Files.writeString(lax, "jdk.tls.disabledAlgorithms=\njdk.certpath.disabledAlgorithms=\n");
            var process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            "-Djava.security.properties=" + lax,
                            OldTlsServer.class.getName()))
                    .redirectError(directory.resolve("old-tls.log").toFile())
                    .start();
            return new OldTlsServer(
                    process, Integer.parseInt(process.inputReader().readLine()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    public static void main(String[] arguments) throws IOException {
        var identity = new Certificates().forHost("mail.example.org");
        try (var listener = (SSLServerSocket) identity.serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            listener.setEnabledProtocols(new String[] {"TLSv1"});
            System.out.println(listener.getLocalPort());
            while (true) {
                try (var socket = listener.accept()) {
                    socket.getInputStream().read();
                } catch (IOException refused) {
                    // The client's good right, and what it is here for.
                }
            }
        }
    }
}
