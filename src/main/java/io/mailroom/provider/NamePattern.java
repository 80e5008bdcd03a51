package io.mailroom.provider;

/**
 * Which host names a preset is for: {@code example.org} itself, {@code *.example.org} for what is below it, and
 * {@code example.*} for what its owner registered under any top-level domain. {@code !example.jp} is an exception.
 */
final class NamePattern {

    private NamePattern() {}

    /** How well the name is matched: 0 not at all, more for longer patterns. */
    static int match(String pattern, String name) {
        boolean matches;
        if (pattern.startsWith("*.")) {
            matches = name.endsWith(pattern.substring(1));
        } else if (pattern.endsWith(".*")) {
            matches = name.startsWith(pattern.substring(0, pattern.length() - 1))
                    && RegistrableDomain.of(name).equals(name);
        } else {
            matches = name.equals(pattern);
        }
        return matches ? pattern.length() : 0;
    }
}
