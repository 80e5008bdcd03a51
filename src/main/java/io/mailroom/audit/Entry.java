package io.mailroom.audit;

import org.jspecify.annotations.Nullable;

/**
 * Somebody did something. When, from where and in which request is found out by whoever records it.
 *
 * @param object what it was done to, by the name that people know: a login, a setting
 * @param detail what more there is to say, never a secret
 */
public record Entry(
        Actor actor,
        Act act,
        Result result,
        @Nullable String object,
        @Nullable String detail) {

    public static Entry done(Actor actor, Act act, @Nullable String object) {
        return new Entry(actor, act, Result.DONE, object, null);
    }

    public static Entry refused(Actor actor, Act act, @Nullable String object) {
        return new Entry(actor, act, Result.REFUSED, object, null);
    }

    public Entry with(@Nullable String moreDetail) {
        return new Entry(actor, act, result, object, moreDetail);
    }
}
