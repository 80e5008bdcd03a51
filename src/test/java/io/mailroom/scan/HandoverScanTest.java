package io.mailroom.scan;

import static io.mailroom.scan.Letter.aLetter;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.mailroom.db.Database;
import io.mailroom.schedule.Job;
import io.mailroom.testsupport.GreenMailServer;
import io.mailroom.testsupport.User;
import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a mailbox to destinations, and what stays here then. */
@QuarkusTest
class HandoverScanTest {

    private static GreenMailServer greenMail;

    @Inject
    Imports imports;

    @Inject
    Database database;

    @Inject
    @All
    List<Job> jobs;

    private final AtomicInteger status = new AtomicInteger(200);
    private HttpServer hook;
    private User anna;
    private Postbox box;

    @BeforeAll
    static void startMail() {
        greenMail = GreenMailServer.start();
    }

    @AfterAll
    static void stopMail() {
        greenMail.close();
    }

    @BeforeEach
    void connect() throws IOException {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        hook.start();
        anna = User.anAdmin();
        var login = greenMail.user(UUID.randomUUID() + "@example.org").getLogin();
        box = new Postbox(greenMail.imap(), login, GreenMailServer.PASSWORD);
        imports.connection(anna, "work", box.server(), box.user(), box.password());
        make(anna, "files", "folder", Map.of());
        make(
                anna,
                "hook",
                "webhook",
                Map.of("url", "http://127.0.0.1:" + hook.getAddress().getPort(), "inline", true));
    }

    @AfterEach
    void stop() {
        hook.stop(0);
    }

    private static void make(User user, String name, String kind, Map<String, Object> options) {
        var destination = new HashMap<String, Object>(Map.of("name", name, "kind", kind, "options", options));
        if (kind.equals("webhook")) {
            destination.put("secret", "whsec_" + Base64.getEncoder().encodeToString(new byte[32]));
        }
        var stored = user.request().body(destination).post("/api/v1/sec/destination");
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(200);
    }

    private void deliver(String name) {
        var id = database.query(
                        "select id from destination where account_id = $1 and name = $2",
                        anna.accountId(database),
                        name)
                .getFirst()
                .getUUID(0);
        jobs.stream().filter(job -> job.name().equals("handover")).forEach(job -> job.run(id.toString()));
    }

    private Map<String, Object> task(boolean keepHere, String... destinations) {
        return Imports.aTask("work", "handover", Map.of("destinations", List.of(destinations), "keepHere", keepHere));
    }

    private List<String> states(UUID item) {
        return anna.request()
                .get("/api/v1/sec/item/{id}/handover", item)
                .jsonPath()
                .getList("items.state", String.class);
    }

    @Test
    void importedMailShouldBeHandedOverAndStay() {
        box.deliver("INBOX", aLetter().withSubject("First"), aLetter().withSubject("Second"));
        String task = imports.create(anna, task(true, "files", "hook"));

        imports.run(anna, task);
        deliver("files");
        deliver("hook");

        var items = imports.items(task);
        assertThat(items).hasSize(2).allSatisfy(item -> {
            assertThat(states(item.getUUID("id"))).containsExactly("delivered", "delivered");
            assertThat(item.getBuffer("raw_hash")).isNotNull();
        });
    }

    @Test
    void contentShouldGoOnceAllDestinationsHaveConfirmedAndTheMailStaysKnown() {
        box.deliver("INBOX", aLetter().withSubject("Goes").withAttachment("a.pdf"));
        String task = imports.create(anna, task(false, "files", "hook"));
        imports.run(anna, task);
        var item = imports.items(task).getFirst().getUUID("id");
        var hash = imports.items(task).getFirst().getBuffer("raw_hash");

        deliver("files");
        status.set(422);
        deliver("hook");
        assertThat(imports.items(task).getFirst().getBuffer("raw_hash"))
                .as("one has refused")
                .isNotNull();

        status.set(200);
        retry(item);
        deliver("hook");

        assertThat(states(item)).containsExactly("delivered", "delivered");
        assertThat(imports.items(task).getFirst().getBuffer("raw_hash")).isNull();
        assertThat(imports.attachments(item)).isEmpty();
        assertThat(database.query("select from blob where hash = $1", hash)).isEmpty();
        var shown = anna.request().get("/api/v1/sec/item/{id}", item);
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.<String>path("name")).isEqualTo("Goes");
        assertThat(shown.<String>path("state")).isEqualTo("handed-over");

        anna.request().post(Imports.TASKS + "/{id}/rescan", task).then().statusCode(200);
        var again = imports.run(anna, task);
        assertThat(again.imported()).isZero();
        assertThat(again.duplicate()).isEqualTo(1);
    }

    private void retry(UUID item) {
        var failed = anna.request()
                .get("/api/v1/sec/item/{id}/handover", item)
                .jsonPath()
                .getString("items.find { it.state == 'failed' }.id");
        anna.request()
                .post("/api/v1/sec/item/{item}/handover/{id}/retry", item, failed)
                .then()
                .statusCode(200);
    }

    @Test
    void mailThatWasHereShouldBeHandedOverAndStay() {
        box.deliver("INBOX", aLetter());
        String first = imports.create(anna, Imports.aTask("work"));
        imports.run(anna, first);
        String second = imports.create(anna, task(false, "files"));

        imports.run(anna, second);
        deliver("files");

        var item = imports.items(first).getFirst();
        assertThat(states(item.getUUID("id"))).containsExactly("delivered");
        assertThat(item.getBuffer("raw_hash")).isNotNull();
    }

    @Test
    void taskShouldNameDestinationsThatAreThere() {
        var refused = anna.request().body(task(true, "nowhere")).post(Imports.TASKS);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.jsonPath().getList("errors.field", String.class)).containsExactly("handover.destinations");

        var nowhere = anna.request().body(task(false)).post(Imports.TASKS);
        assertThat(nowhere.jsonPath().getList("errors.field", String.class)).containsExactly("handover.keepHere");

        String id = imports.create(anna, task(false, "hook"));
        var shown = anna.request().get(Imports.TASKS + "/{id}", id).jsonPath();
        assertThat(shown.getList("handover.destinations", String.class)).containsExactly("hook");
        assertThat(shown.getBoolean("handover.keepHere")).isFalse();
        assertThat(anna.request().delete("/api/v1/sec/destination/hook").statusCode())
                .isEqualTo(409);
    }

    @Test
    void taskWithoutDestinationsShouldLookAsItAlwaysDid() {
        String id = imports.create(anna, Imports.aTask("work"));

        assertThat(anna.request().get(Imports.TASKS + "/{id}", id).asString()).doesNotContain("handover");
    }
}
