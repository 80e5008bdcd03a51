package io.mailroom.imap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A sequence-set of UIDs (RFC 9051 section 9): {@code 1:4,7,9:12}. */
final class UidSet {

    /** Servers must take command lines of 8192 octets (RFC 7162 section 4); the command and a mailbox name need room too. */
    static final int LONGEST = 6000;

    private UidSet() {}

    /** The UIDs as ranges, in as many sets as keep each below {@link #LONGEST} characters. */
    static List<String> of(long[] uids) {
        var sorted = Arrays.stream(uids).sorted().distinct().toArray();
        var sets = new ArrayList<String>();
        var set = new StringBuilder();
        for (int first = 0; first < sorted.length; ) {
            int last = first;
            while (last + 1 < sorted.length && sorted[last + 1] == sorted[last] + 1) {
                last++;
            }
            var range = first == last ? Long.toString(sorted[first]) : sorted[first] + ":" + sorted[last];
            if (set.length() + 1 + range.length() > LONGEST) {
                sets.add(set.toString());
                set.setLength(0);
            }
            set.append(set.isEmpty() ? "" : ",").append(range);
            first = last + 1;
        }
        if (!set.isEmpty()) {
            sets.add(set.toString());
        }
        return sets;
    }
}
