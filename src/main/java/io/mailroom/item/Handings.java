package io.mailroom.item;

import io.mailroom.account.Caller;
import java.util.List;
import java.util.UUID;

/** Implemented by the room that hands items over, which knows of us while we know nothing of it. Blocking. */
public interface Handings {

    List<Handed> of(Caller caller, UUID item);

    /** The names of the caller's destinations that the item was not given yet. */
    List<String> others(Caller caller, UUID item);
}
