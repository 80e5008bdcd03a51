package io.mailroom.crash.send;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A mail server that knows of every copy whether it took it. It is moody: slow at times, refuses for now or for good, and hangs
 * up, until it is told to behave. At a chosen moment of a conversation it strikes.
 */
public final class Sink implements AutoCloseable {

    /** How addresses begin that it refuses the first time. */
    static final String LATER = "later.";

    /** How addresses begin that it does not know. */
    static final String NEVER = "never.";

    /** When to strike; nothing further is said in that conversation until the blow has fallen, unless it is delayed. */
    enum Moment {
        GREETING,
        RECIPIENT,
        DATA,
        IN_THE_MESSAGE,
        FINAL_DOT,
        TAKEN
    }

    /** What goes to one recipient. */
    public record Copy(String messageId, String recipient) {}

    private record Trap(Moment moment, Duration delay, Runnable blow, CompletableFuture<@Nullable Void> fallen) {}

    private volatile ServerSocket listener;
    private final Set<Socket> conversations = ConcurrentHashMap.newKeySet();
    private final Random random;
    private final AtomicReference<@Nullable Trap> trap = new AtomicReference<>();
    private final Map<Copy, Integer> taken = new ConcurrentHashMap<>();
    private final Set<String> refusedOnce = ConcurrentHashMap.newKeySet();
    private volatile Function<Random, Mood> moods = Mood::draw;
    private volatile long freshest = Long.MIN_VALUE;

    private Sink(ServerSocket listener, Random random) {
        this.listener = listener;
        this.random = random;
    }

    public static Sink start(Random random) {
        try {
            var sink = new Sink(listener(0), random);
            Thread.ofVirtual().name("sink").start(sink::accept);
            return sink;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocket listener(int port) throws IOException {
        return new ServerSocket(port, 200, InetAddress.getByName("127.0.0.1"));
    }

    /** Breaks off all conversations and lets nobody in until {@link #comeBack}. It goes on knowing what it took. */
    public void goAway() throws IOException {
        listener.close();
        for (var conversation : conversations) {
            conversation.close();
        }
    }

    /** On the same port. */
    public void comeBack() throws IOException {
        listener = listener(listener.getLocalPort());
        Thread.ofVirtual().name("sink").start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** No more moods. */
    public void behave() {
        moods = _ -> Mood.QUICK;
    }

    /** It does not hang up any more. */
    void bePolite() {
        moods = Mood::drawPolite;
    }

    /** How often it took each copy. */
    public Map<Copy, Integer> taken() {
        return Map.copyOf(taken);
    }

    /** Whether it took a message that was begun after that time, of {@link System#nanoTime}. */
    boolean tookOneBegunAfter(long time) {
        return freshest > time;
    }

    /** Strikes once; a moment that was waited for before is forgotten. */
    CompletableFuture<@Nullable Void> strike(Moment moment, Duration delay, Runnable blow) {
        var next = new Trap(moment, delay, blow, new CompletableFuture<>());
        trap.set(next);
        return next.fallen;
    }

    private void accept() {
        var door = listener;
        while (!door.isClosed()) {
            try {
                var socket = door.accept();
                Thread.ofVirtual().start(() -> converse(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void converse(Socket socket) {
        conversations.add(socket);
        try (socket) {
            socket.setTcpNoDelay(true);
            new SinkConversation(socket, this).run();
        } catch (IOException gone) {
            // Whoever it was has been killed.
        } finally {
            conversations.remove(socket);
        }
    }

    Mood mood() {
        return moods.apply(random);
    }

    /** Whether this recipient was not refused before. */
    boolean refusesFirst(String recipient) {
        return refusedOnce.add(recipient);
    }

    /**
     * From here on it is delivered, whether anybody hears of it or not.
     *
     * @param begun when its sender was named
     */
    synchronized void take(Copy copy, long begun) {
        taken.merge(copy, 1, Integer::sum);
        freshest = Math.max(freshest, begun);
    }

    void reached(Moment moment) {
        var waiting = trap.get();
        if (waiting == null || waiting.moment != moment || !trap.compareAndSet(waiting, null)) {
            return;
        }
        Consumer<Runnable> when = waiting.delay.isZero()
                ? Runnable::run
                : CompletableFuture.delayedExecutor(waiting.delay.toNanos(), TimeUnit.NANOSECONDS)::execute;
        when.accept(() -> {
            try {
                waiting.blow.run();
                waiting.fallen.complete(null);
            } catch (RuntimeException e) {
                waiting.fallen.completeExceptionally(e);
            }
        });
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
