package io.mailroom.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mailroom.outbox.OutboxEntry.Begin;
import io.mailroom.web.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of those who wait for each other when something goes wrong. */
@Timeout(30)
class GroupCommitTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final CompletableFuture<Boolean> goesOn = new CompletableFuture<>();
    private final Queue<List<Begin>> groups = new ConcurrentLinkedQueue<>();

    /** A thread that has something to commit, and what came of it. */
    private record Committing(Thread thread, CompletableFuture<Boolean> result) {}

    @Test
    void groupShouldBeWrittenWhenWhoeverWritesItIsInterrupted() {
        var group = new GroupCommit<>(this::write, LONG);
        var leader = start(group);
        await().until(() -> groups.size() == 1);
        var others = Stream.generate(() -> start(group)).limit(3).toList();
        others.forEach(one -> await().until(() -> one.thread.getState() == Thread.State.TIMED_WAITING));

        leader.thread.interrupt();
        others.forEach(one -> one.thread.interrupt());
        goesOn.complete(true);

        assertThat(leader.result).succeedsWithin(LONG).isEqualTo(true);
        assertThat(others)
                .allSatisfy(one -> assertThat(one.result).succeedsWithin(LONG).isEqualTo(true));
        assertThat(groups).hasSize(2);
    }

    @Test
    void interruptShouldBeKeptForAfterwards() {
        goesOn.complete(true);
        Thread.currentThread().interrupt();

        new GroupCommit<>(this::write, LONG).commit(entry());

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void entryShouldNotBeWrittenWhenItsTurnDoesNotCome() {
        var group = new GroupCommit<>(this::write, Duration.ofMillis(100));
        var leader = start(group);
        await().until(() -> groups.size() == 1);

        assertThatThrownBy(() -> group.commit(entry())).isInstanceOf(Problem.class);

        goesOn.complete(true);
        assertThat(leader.result).succeedsWithin(LONG).isEqualTo(true);
        assertThat(groups).as("nobody writes it later").hasSize(1);
    }

    @Test
    void allShouldFailWhenTheDatabaseDoes() {
        var group = new GroupCommit<Begin>(
                entries -> {
                    write(entries);
                    throw new IllegalStateException("The database is gone.");
                },
                LONG);
        var leader = start(group);
        await().until(() -> groups.size() == 1);
        var others = Stream.generate(() -> start(group)).limit(3).toList();
        others.forEach(one -> await().until(() -> one.thread.getState() == Thread.State.TIMED_WAITING));

        goesOn.complete(true);

        assertThat(leader.result).failsWithin(LONG).withThrowableThat().withMessageContaining("The database is gone.");
        assertThat(others)
                .allSatisfy(one -> assertThat(one.result)
                        .failsWithin(LONG)
                        .withThrowableThat()
                        .withCauseInstanceOf(Problem.class));
        assertThat(groups).as("nobody tries it once more").hasSize(1);
    }

    private static Committing start(GroupCommit<Begin> group) {
        var result = new CompletableFuture<Boolean>();
        var thread = Thread.startVirtualThread(() -> {
            try {
                result.complete(group.commit(entry()));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return new Committing(thread, result);
    }

    private static Begin entry() {
        return new Begin(UUID.randomUUID(), UUID.randomUUID());
    }

    /** Begins only with a thread that is not interrupted; as the database it hears nothing of it later. */
    private Set<UUID> write(List<Begin> entries) {
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        groups.add(entries);
        goesOn.join();
        return entries.stream().map(Begin::token).collect(Collectors.toSet());
    }
}
