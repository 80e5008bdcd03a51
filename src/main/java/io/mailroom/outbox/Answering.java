package io.mailroom.outbox;

import io.mailroom.health.Occasion;
import java.util.concurrent.atomic.AtomicReference;

/** Somebody waits for an answer, but not for ever: with the answer that the outbox goes on, it does. */
final class Answering implements Asker {

    private enum State {
        WAITING,
        JUDGED,
        GONE
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    @Override
    public Occasion occasion() {
        return Urgency.ANSWER.occasion();
    }

    @Override
    public Urgency judge() {
        return state.compareAndSet(State.WAITING, State.JUDGED) || state.get() == State.JUDGED
                ? Urgency.ANSWER
                : Urgency.OUTBOX;
    }

    /** @return false when it was judged already, and the answer is about to come */
    boolean leave() {
        return state.compareAndSet(State.WAITING, State.GONE);
    }
}
