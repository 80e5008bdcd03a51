package io.mailroom.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/** A DNS server on a port of its own: its records, NXDOMAIN for everything else, or not a word. */
final class DnsServer implements AutoCloseable {

    private static final int TTL = 60;

    private final DatagramSocket socket;
    private final List<Record> records = new CopyOnWriteArrayList<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private volatile boolean silent;
    private volatile boolean failing;

    private DnsServer(DatagramSocket socket) {
        this.socket = socket;
    }

    static DnsServer start() {
        try {
            var server = new DnsServer(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
            Thread.ofPlatform().daemon().name("dns-server").start(server::serve);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers nobody from now on. */
    DnsServer silent() {
        silent = true;
        return this;
    }

    /** Answers SERVFAIL from now on. */
    DnsServer failing() {
        failing = true;
        return this;
    }

    DnsServer srv(String name, int priority, int weight, int port, String target) {
        records.add(new SRVRecord(name(name), DClass.IN, TTL, priority, weight, port, name(target)));
        return this;
    }

    DnsServer mx(String domain, int priority, String target) {
        records.add(new MXRecord(name(domain), DClass.IN, TTL, priority, name(target)));
        return this;
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** The names that were asked for, with their types. */
    List<String> questions() {
        return List.copyOf(questions);
    }

    private void serve() {
        var buffer = new byte[4096];
        while (!socket.isClosed()) {
            try {
                var packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                var answer = answer(new Message(Arrays.copyOf(packet.getData(), packet.getLength())));
                if (answer != null) {
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // The socket was closed, or a question was none.
            }
        }
    }

    private byte @Nullable [] answer(Message query) {
        var question = query.getQuestion();
        questions.add(question.getName() + " " + org.xbill.DNS.Type.string(question.getType()));
        if (silent) {
            return null;
        }
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        var named = records.stream()
                .filter(record -> record.getName().equals(question.getName()))
                .toList();
        answer.getHeader().setRcode(failing ? Rcode.SERVFAIL : named.isEmpty() ? Rcode.NXDOMAIN : Rcode.NOERROR);
        named.stream()
                .filter(record -> record.getType() == question.getType())
                .forEach(record -> answer.addRecord(record, Section.ANSWER));
        return answer.toWire();
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
