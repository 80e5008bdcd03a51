package io.mailroom.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** A real S3 server over a directory, behind a door that can be shut, refuse, and break answers off. */
public final class ObjectServer implements AutoCloseable {

    public static final String BUCKET = "mails";
    public static final String ACCESS_KEY = "mailroom";
    public static final String SECRET_KEY = "a-secret-of-the-tests";

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
    private static final String SLOW_DOWN = "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code>"
            + "<Message>Please reduce your request rate.</Message></Error>";

    /** What happens to the connections that come in. */
    private sealed interface Door {
        record Open() implements Door {}

        record Shut() implements Door {}

        /** So many requests. */
        record Refusing(AtomicInteger times) implements Door {}

        /** After so many bytes of an answer, so many times. */
        record Breaking(long bytes, AtomicInteger times) implements Door {}
    }

    private final S3Proxy proxy;
    private final Path directory;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Door door = new Door.Open();

    private ObjectServer(S3Proxy proxy, Path directory, ServerSocket listener) {
        this.proxy = proxy;
        this.directory = directory;
        this.listener = listener;
    }

    public static ObjectServer start() {
        try {
            var directory = Files.createTempDirectory("mailroom-objects-");
            Files.createDirectories(directory.resolve(BUCKET));
            var proxy = S3Proxy.builder()
                    .blobStore(new FilesystemNio2BlobStore(directory.toString()))
                    .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .build();
            proxy.start();
            var server = new ObjectServer(proxy, directory, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().start(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** The files that are its objects, and only whole ones. */
    public List<Path> objects() {
        try (var files = Files.walk(directory.resolve(BUCKET))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains(".mpus-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void open() {
        change(new Door.Open());
    }

    public void shut() {
        change(new Door.Shut());
    }

    public void refuse(int times) {
        change(new Door.Refusing(new AtomicInteger(times)));
    }

    public void breakOff(long bytes, int times) {
        change(new Door.Breaking(bytes, new AtomicInteger(times)));
    }

    /** Nobody goes on over a connection of before. */
    private void change(Door next) {
        door = next;
        sockets.forEach(ObjectServer::close);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            sockets.add(client);
            switch (door) {
                case Door.Shut() -> client.setSoLinger(true, 0);
                case Door.Refusing(var times) when times.getAndDecrement() > 0 -> refuse(client);
                case Door.Breaking(long bytes, var times) when times.getAndDecrement() > 0 -> pass(client, bytes);
                default -> pass(client, Long.MAX_VALUE);
            }
        } catch (IOException e) {
            // as wanted
        } finally {
            sockets.remove(client);
        }
    }

    private static void refuse(Socket client) throws IOException {
        var in = client.getInputStream();
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.US_ASCII);
        if (text.toLowerCase(Locale.ROOT).contains("expect: 100-continue")) {
            client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        var length = LENGTH.matcher(text);
        if (length.find()) {
            in.skipNBytes(Long.parseLong(length.group(1)));
        }
        client.getOutputStream()
                .write(
                        ("HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: "
                                        + SLOW_DOWN.length() + "\r\n\r\n" + SLOW_DOWN)
                                .getBytes(StandardCharsets.US_ASCII));
    }

    private void pass(Socket client, long most) throws IOException {
        try (var server = new Socket(InetAddress.getLoopbackAddress(), proxy.getPort())) {
            sockets.add(server);
            var up = Thread.ofVirtual().start(() -> {
                try {
                    pump(client.getInputStream(), server.getOutputStream(), Long.MAX_VALUE);
                    server.shutdownOutput();
                } catch (IOException e) {
                    close(server);
                }
            });
            boolean broken = pump(server.getInputStream(), client.getOutputStream(), most);
            if (broken) {
                client.setSoLinger(true, 0);
            }
            close(client);
            up.interrupt();
            sockets.remove(server);
        }
    }

    /** Whether it came to that many bytes. */
    private static boolean pump(InputStream in, OutputStream out, long most) throws IOException {
        var buffer = new byte[16 * 1024];
        long left = most;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            int passed = (int) Math.min(read, left);
            out.write(buffer, 0, passed);
            left -= passed;
            if (left == 0) {
                return true;
            }
        }
        return false;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // gone already
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            sockets.forEach(ObjectServer::close);
            proxy.stop();
            try (var files = Files.walk(directory)) {
                for (var file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
