package io.mailroom.mime;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What ties a message to those before it (RFC 5322 section 3.6.4); Message-IDs without angle brackets.
 *
 * @param references oldest first
 */
public record ThreadLinks(@Nullable String inReplyTo, List<String> references) {

    public static final ThreadLinks NONE = new ThreadLinks(null, List.of());

    /** Longer ones tell no reader any more; the first and the latest are what threads are found by. */
    private static final int MOST = 30;

    private static final Pattern ID = Pattern.compile("[\\x21-\\x7E&&[^<>]]{1,900}");

    public ThreadLinks {
        references = List.copyOf(references);
        if (inReplyTo != null && !isId(inReplyTo) || !references.stream().allMatch(ThreadLinks::isId)) {
            throw new IllegalArgumentException("a Message-ID that is none");
        }
    }

    /** Of an answer. */
    public static ThreadLinks reply(MessageHeader parent) {
        var id = parent.messageId();
        return id == null || !isId(id) ? NONE : new ThreadLinks(id, references(parent, id));
    }

    /** Of a message that hands another one on: it belongs to its thread, and answers nobody. */
    public static ThreadLinks forward(MessageHeader parent) {
        return new ThreadLinks(null, reply(parent).references());
    }

    private static List<String> references(MessageHeader parent, String id) {
        var thread = new LinkedHashSet<String>();
        var before = parent.references();
        if (before.isEmpty() && parent.inReplyTo() != null) {
            before = List.of(parent.inReplyTo());
        }
        before.stream().filter(ThreadLinks::isId).forEach(thread::add);
        thread.remove(id);
        var all = new ArrayList<>(thread);
        if (all.size() >= MOST) {
            all.subList(1, all.size() - MOST + 2).clear();
        }
        all.add(id);
        return all;
    }

    private static boolean isId(String id) {
        return ID.matcher(id).matches();
    }
}
