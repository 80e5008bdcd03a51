package io.mailroom.web;

import org.jspecify.annotations.Nullable;

/**
 * What the caller believes the version to be; both null when they do not care (RFC 9110 section 13.1.1).
 *
 * @param ifMatch the header of that name: {@code *}, or entity tags
 * @param version the field of the body
 */
public record Expected(@Nullable String ifMatch, @Nullable Long version) {

    public boolean isMetBy(long current) {
        return (version == null || version == current) && (ifMatch == null || names(ifMatch, current));
    }

    /** Weak tags never match, as the RFC demands of If-Match. */
    private static boolean names(String ifMatch, long current) {
        for (String tag : ifMatch.split(",")) {
            String stripped = tag.strip();
            if (stripped.equals("*") || stripped.equals(tag(current))) {
                return true;
            }
        }
        return false;
    }

    public static String tag(long version) {
        return "\"" + version + "\"";
    }
}
