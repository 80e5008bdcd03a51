package io.mailroom.provider;

import java.util.List;
import java.util.Set;

/**
 * What somebody registered, of a host name: the last two labels, or three below a country's own {@code co.uk} and its kind.
 *
 * <p>A rule instead of the public suffix list, which is stale on the day it is shipped. It decides only under which name
 * a mail server's provider is looked up; a wrong guess finds nothing.
 */
final class RegistrableDomain {

    /** Second-level labels under which registries of countries register. */
    private static final Set<String> REGISTRIES = Set.of(
            "ac", "ad", "co", "com", "ed", "edu", "gob", "gouv", "gov", "go", "gr", "info", "lg", "ltd", "me", "mil",
            "ne", "net", "nom", "or", "org", "plc", "sch");

    private RegistrableDomain() {}

    static String of(String host) {
        var labels = List.of(host.split("\\."));
        int size = labels.size();
        boolean registry = size > 2 && labels.getLast().length() == 2 && REGISTRIES.contains(labels.get(size - 2));
        return String.join(".", labels.subList(Math.max(0, size - (registry ? 3 : 2)), size));
    }
}
