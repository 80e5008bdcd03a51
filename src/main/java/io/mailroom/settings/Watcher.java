package io.mailroom.settings;

import java.util.function.Consumer;

/** Somebody who watches tests while they go on. */
@FunctionalInterface
interface Watcher {

    Watcher NOBODY = test -> phases -> {};

    /**
     * Is told how far a test has come, by the thread that does it, and has to be quick.
     *
     * @param test what it is called
     */
    Consumer<Phases.Glance> of(String test);
}
