package io.mailroom.send;

import java.util.ArrayList;
import java.util.List;

/** Addresses as they are typed one after the other, with commas or semicolons between them as mail programs have them. */
final class TypedAddresses {

    private TypedAddresses() {}

    /** Each as it was typed; what stands in quotes or angle brackets separates nothing. */
    static List<String> split(String typed) {
        var all = new ArrayList<String>();
        int begin = 0;
        for (int end : ends(typed)) {
            var one = typed.substring(begin, end).strip();
            if (!one.isEmpty()) {
                all.add(one);
            }
            begin = end + 1;
        }
        return all;
    }

    /** Where the one begins that is still being typed. */
    static int last(String typed) {
        var ends = ends(typed);
        return ends.size() < 2 ? 0 : ends.get(ends.size() - 2) + 1;
    }

    private static List<Integer> ends(String typed) {
        var ends = new ArrayList<Integer>();
        boolean quoted = false;
        boolean angle = false;
        for (int i = 0; i < typed.length(); i++) {
            switch (typed.charAt(i)) {
                case '\\' -> i += quoted ? 1 : 0;
                case '"' -> quoted = !quoted;
                case '<' -> angle = !quoted;
                case '>' -> angle = false;
                case ',', ';', '\n' -> {
                    if (!quoted && !angle) {
                        ends.add(i);
                    }
                }
                default -> {
                    // Part of an address.
                }
            }
        }
        ends.add(typed.length());
        return ends;
    }
}
