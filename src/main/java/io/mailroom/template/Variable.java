package io.mailroom.template;

import java.util.regex.Pattern;

/**
 * Something that a template has no value for by itself.
 *
 * @param needed whether it cannot be rendered without
 * @param list whether it goes through the elements of it
 */
public record Variable(String name, boolean needed, boolean list) {

    static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

    /** Of two places in a template. */
    Variable both(Variable other) {
        return new Variable(name, needed || other.needed, list || other.list);
    }
}
