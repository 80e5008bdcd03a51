package io.mailroom.watch;

import io.mailroom.egress.MailServer;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.ScriptedServer.Dialogue;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An IMAP server whose mailboxes are watched, as good or as bad as a test wants it, that counts who watches what. */
final class MailHost implements AutoCloseable {

    private final ScriptedServer server = ScriptedServer.start(this::serve);
    private final Map<String, Integer> mails = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
    private final Map<String, Integer> mostOpen = new ConcurrentHashMap<>();
    private final Map<Dialogue, String> idling = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Dialogue> dialogues = ConcurrentHashMap.newKeySet();
    private final String capabilities;
    private volatile boolean refusesIdle;
    private volatile boolean forgetful;
    private volatile String password = "secret";

    MailHost(String capabilities) {
        this.capabilities = capabilities;
    }

    static MailHost withIdle() {
        return new MailHost("IDLE");
    }

    static MailHost withoutIdle() {
        return new MailHost("");
    }

    void refuseIdle() {
        refusesIdle = true;
    }

    /** From now on nothing that is sent to it is answered, as behind a firewall that has forgotten the connection. */
    void forget(boolean everything) {
        forgetful = everything;
    }

    void takePassword(String taken) {
        password = taken;
    }

    MailServer address() {
        return server.address();
    }

    void deliver(String mailbox) {
        int now = mails.merge(mailbox, 1, Integer::sum);
        idling.forEach((dialogue, watched) -> {
            if (watched.equals(mailbox) && !forgetful) {
                say(dialogue, "* " + now + " EXISTS");
            }
        });
    }

    void sayBye() {
        dialogues.forEach(dialogue -> say(dialogue, "* BYE restarting"));
        dialogues.forEach(dialogue -> {
            try {
                dialogue.drop();
            } catch (IOException gone) {
                // as it should be
            }
        });
    }

    private static void say(Dialogue dialogue, String line) {
        try {
            dialogue.say(line);
        } catch (IOException gone) {
            // hung up meanwhile
        }
    }

    int connections() {
        return connections.get();
    }

    int watching(String mailbox) {
        return open.getOrDefault(mailbox, new AtomicInteger()).get();
    }

    Map<String, Integer> mostOpen() {
        return Map.copyOf(mostOpen);
    }

    long received(String part) {
        return server.received().stream().filter(line -> line.contains(part)).count();
    }

    private void serve(Dialogue dialogue) throws IOException {
        connections.incrementAndGet();
        dialogues.add(dialogue);
        String examined = null;
        try {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 " + capabilities + "] ready");
            for (var line = dialogue.read(); line != null; line = dialogue.read()) {
                var words = line.split(" ", 3);
                if (!forgetful && words.length > 1) {
                    switch (words[1]) {
                        case "LOGIN" -> logIn(dialogue, words[0], words[2]);
                        case "LIST" -> list(dialogue, words[0]);
                        case "EXAMINE" -> {
                            examined = words[2];
                            mostOpen.merge(
                                    examined,
                                    open.computeIfAbsent(examined, mailbox -> new AtomicInteger())
                                            .incrementAndGet(),
                                    Math::max);
                            int exists = mails.getOrDefault(examined, 0);
                            dialogue.say(
                                    "* " + exists + " EXISTS",
                                    "* OK [UIDVALIDITY 7]",
                                    "* OK [UIDNEXT " + (exists + 1) + "]",
                                    words[0] + " OK [READ-ONLY] opened");
                        }
                        case "IDLE" -> idle(dialogue, words[0], String.valueOf(examined));
                        case "UID" -> dialogue.say("* SEARCH " + mails.getOrDefault(examined, 0), words[0] + " OK");
                        default -> dialogue.say(words[0] + " OK");
                    }
                }
            }
        } finally {
            dialogues.remove(dialogue);
            idling.remove(dialogue);
            if (examined != null) {
                open.get(examined).decrementAndGet();
            }
        }
    }

    private void logIn(Dialogue dialogue, String tag, String login) throws IOException {
        dialogue.say(tag
                + (login.endsWith(" " + password) || login.endsWith("\"" + password + "\"")
                        ? " OK in"
                        : " NO [AUTHENTICATIONFAILED] wrong: " + login));
    }

    private void list(Dialogue dialogue, String tag) throws IOException {
        for (var name : mails.keySet()) {
            dialogue.say("* LIST () \"/\" " + name);
        }
        dialogue.say(tag + " OK");
    }

    private void idle(Dialogue dialogue, String tag, String examined) throws IOException {
        if (refusesIdle) {
            dialogue.say(tag + " NO not for this mailbox");
            return;
        }
        dialogue.say("+ idling");
        idling.put(dialogue, examined);
        dialogue.expect("DONE");
        idling.remove(dialogue);
        if (!forgetful) {
            dialogue.say(tag + " OK");
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
