package io.mailroom.soak;

import io.mailroom.bench.SampleMail;
import io.mailroom.soak.Caller.Answer;
import io.mailroom.testsupport.ApiClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What people do all day: read, look at pages, change things, send, upload, log in; and mail keeps coming. */
final class Load implements AutoCloseable {

    private static final List<String> LISTS = List.of(
            "/sec/item?limit=30",
            "/sec/email/settings/imap",
            "/sec/email/settings/smtp",
            "/sec/usertask/scanmailbox",
            "/sec/email/outbox?limit=30");
    private static final List<String> PAGES =
            List.of("/app", "/app/items", "/app/tasks", "/app/connections", "/app/outbox", "/app/sent");

    private final Scene scene;
    private final Journal journal;
    private final Caller caller;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger number = new AtomicInteger();
    private final Map<String, Person> delivered = new ConcurrentHashMap<>();
    private final Map<String, String> accepted = new ConcurrentHashMap<>();
    private final Set<String> uploaded = ConcurrentHashMap.newKeySet();
    private final CountDownLatch over = new CountDownLatch(1);

    Load(Scene scene, Journal journal) {
        this.scene = scene;
        this.journal = journal;
        this.caller = new Caller(scene);
    }

    private interface Act {
        void run(Person person) throws InterruptedException;
    }

    private interface Request {
        Answer ask() throws IOException, InterruptedException;
    }

    void start() {
        for (var person : scene.people()) {
            again(person, 400, this::read);
            again(person, 1_500, this::look);
            again(person, 7_000, this::change);
            again(person, 2_500, this::send);
            again(person, 8_000, this::upload);
            again(person, 60_000, this::logIn);
            again(person, 3_000, this::deliver);
        }
    }

    /** Everybody at their own pace. */
    private void again(Person person, int meanMillis, Act act) {
        threads.add(Thread.ofVirtual().start(() -> {
            try {
                while (!pause(ThreadLocalRandom.current().nextInt(2 * meanMillis))) {
                    act.run(person);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** Whether it is all over. */
    private boolean pause(int millis) throws InterruptedException {
        return over.await(millis, TimeUnit.MILLISECONDS);
    }

    private static <T> T any(List<T> of) {
        return of.get(ThreadLocalRandom.current().nextInt(of.size()));
    }

    /** Whether it was answered, and well. */
    private boolean ask(String what, Request request) throws InterruptedException {
        try {
            var answer = request.ask();
            if (answer.status() < 400) {
                journal.answered(what);
                return true;
            }
            journal.complain(what, what + ": " + answer.status());
        } catch (IOException e) {
            journal.complain(what, what + ": " + e.getClass().getSimpleName());
        }
        return false;
    }

    private void read(Person person) throws InterruptedException {
        ask("read", () -> caller.get(person, any(LISTS)));
    }

    private void look(Person person) throws InterruptedException {
        ask("page", () -> caller.page(person, any(PAGES)));
    }

    private void change(Person person) throws InterruptedException {
        var task = Scene.task(person.number(), "Changed at " + number.getAndIncrement());
        task.put("id", person.task());
        ask("write", () -> caller.put(person, "/sec/usertask/scanmailbox", task));
    }

    /** Under a key, until there is an answer: a request that broke off may be repeated. */
    private void send(Person person) throws InterruptedException {
        int next = number.getAndIncrement();
        var headers = new HashMap<>(Map.of("Idempotency-Key", "soak-" + next));
        if (next % 2 == 0) {
            headers.put("Prefer", "respond-async");
        }
        var mail = Map.of(
                "recipients",
                List.of("yes." + next + "@example.org"),
                "subject",
                "Soak number " + next,
                "body",
                "This is mail " + next + ".\n".repeat(20),
                "addAllAttachments",
                next % 4 == 0);
        var path = "/sec/email/send/" + Person.SMTP + "/" + person.item();
        boolean answered;
        do {
            answered = ask(next % 2 == 0 ? "send later" : "send", () -> {
                var answer = caller.post(person, path, mail, headers);
                if (answer.status() < 300) {
                    accepted.put("Soak number " + next, answer.json().get("id").asText());
                }
                return answer;
            });
        } while (!answered && !pause(500));
    }

    private void upload(Person person) throws InterruptedException {
        int next = number.getAndIncrement();
        var name = "upload-" + next + ".txt";
        var content = (next + " is what this file is about.\n").repeat(2_000);
        if (ask("upload", () -> caller.upload(person, name, content))) {
            uploaded.add(name);
        }
    }

    private void logIn(Person person) throws InterruptedException {
        ask("log in", () -> caller.logIn(person, ApiClient.PASSWORD));
    }

    private void deliver(Person person) {
        int next = number.getAndIncrement();
        int kind = ThreadLocalRandom.current().nextInt(100);
        var mail = kind < 70
                ? SampleMail.text(next, 3_000)
                : SampleMail.withAttachment(next, kind < 97 ? 60_000 : 1_000_000);
        delivered.put("bench-" + next + "@example.org", person);
        scene.dovecot().deliver(person.address(), "INBOX", mail);
    }

    /** To whom each mail was delivered, by its Message-ID. */
    Map<String, Person> delivered() {
        return delivered;
    }

    /** The mails that the service said it would send: ids by their subjects. */
    Map<String, String> accepted() {
        return accepted;
    }

    /** The names of files that the service said it had. */
    Set<String> uploaded() {
        return uploaded;
    }

    /** Nobody begins anything any more; what was begun is ended. */
    @Override
    public void close() {
        over.countDown();
        threads.forEach(thread -> {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
