package io.mailroom.crash.send;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A mail that a client wants to be sent.
 *
 * @param keyed whether the request has an {@code Idempotency-Key}, and is repeated until it is answered
 * @param twice whether it is sent twice at the same time; only with a key
 * @param files whether the attachments of the item go along
 */
record Ask(
        int number, Manner manner, boolean keyed, boolean twice, int setting, List<String> recipients, boolean files) {

    enum Manner {
        WAITING,
        ASYNC
    }

    private static final String SUBJECT = "Crash number ";

    static Ask draw(int number, Random random) {
        var recipients = new ArrayList<String>();
        recipients.add("yes." + number + "@example.org");
        if (random.nextInt(4) == 0) {
            recipients.add(Sink.LATER + number + "@example.org");
        }
        if (random.nextInt(6) == 0) {
            recipients.add(Sink.NEVER + number + "@example.org");
        }
        boolean keyed = random.nextBoolean();
        return new Ask(
                number,
                random.nextBoolean() ? Manner.WAITING : Manner.ASYNC,
                keyed,
                keyed && random.nextInt(4) == 0,
                random.nextInt(Scene.SETTINGS),
                List.copyOf(recipients),
                random.nextInt(4) == 0);
    }

    Map<String, Object> body() {
        return new HashMap<>(Map.of(
                "recipients",
                recipients,
                "subject",
                SUBJECT + number,
                "body",
                "This is mail " + number + ".\n".repeat(50),
                "addAllAttachments",
                files));
    }

    /** The number of the mail with this subject. */
    static int number(String subject) {
        return Integer.parseInt(subject.substring(SUBJECT.length()));
    }

    /** Of the request, the same however often it is sent. */
    String key() {
        return "crash-" + number;
    }
}
