package io.mailroom.handover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.egress.WebClient.Answer;
import io.mailroom.handover.Outcome.Fault;
import io.mailroom.handover.Outcome.Refused;
import io.mailroom.handover.PaperlessProgress.Document;
import io.mailroom.item.ItemFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Posts each file as a document to paperless-ngx, and asks its task what became of it: a document is there when that says so.
 * That it has the document already says so, too.
 */
@ApplicationScoped
class PaperlessCarrier implements Carrier {

    private static final int LONGEST_TITLE = 128;
    private static final Duration ASK_AGAIN = Duration.ofMinutes(5);

    /** A task that is not listed after this long was forgotten there, and its document is posted again. */
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    private final Calls calls;
    private final PaperlessTasks tasks;
    private final ObjectMapper json;
    private final Clock clock;

    PaperlessCarrier(Calls calls, PaperlessTasks tasks, ObjectMapper json, Clock clock) {
        this.calls = calls;
        this.tasks = tasks;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public Kind kind() {
        return Kind.PAPERLESS;
    }

    @Override
    public Outcome deliver(Destination to, Parcel parcel, Consumer<String> remember) {
        var progress = PaperlessProgress.read(json, parcel.progress());
        for (var file : parcel.files()) {
            if (progress.of(file) == null) {
                progress.put(file, post(to, parcel, file));
                remember.accept(progress.written(json));
            }
        }
        boolean waiting = false;
        for (var file : parcel.files()) {
            var document = Objects.requireNonNull(progress.of(file));
            if (!document.done()) {
                var known = asked(to, file, document, progress, remember);
                waiting |= !known;
            }
        }
        return waiting ? new Outcome.UnderWay(ASK_AGAIN) : delivered(to, progress);
    }

    private Document post(Destination to, Parcel parcel, ItemFile file) {
        var form = new FormData()
                .text("title", title(parcel, file))
                .text("created", parcel.date().toString());
        var options = to.options();
        if (options.correspondent() != null) {
            form.text("correspondent", options.correspondent().toString());
        }
        if (options.documentType() != null) {
            form.text("document_type", options.documentType().toString());
        }
        options.tagList().forEach(tag -> form.text("tags", tag));
        form.file("document", file);
        var headers = new HashMap<>(headers(to));
        headers.put("content-type", form.contentType());
        var answer = calls.post(to.at("/api/documents/post_document/"), headers, form);
        String task = task(answer);
        return task == null
                ? Document.taken() // by a version that tells no more than that
                : Document.posted(task, clock.instant());
    }

    private static String title(Parcel parcel, ItemFile file) {
        String name = parcel.item().name();
        String title = parcel.files().size() == 1 ? name : name + " - " + file.name();
        return title.codePointCount(0, title.length()) <= LONGEST_TITLE
                ? title
                : title.substring(0, title.offsetByCodePoints(0, LONGEST_TITLE));
    }

    /** A JSON text, the id of a task; or OK. */
    private @Nullable String task(Answer answer) {
        try {
            String text = json.readTree(answer.text()).asText();
            if (text.matches("[0-9a-fA-F-]{8,64}")) {
                return text;
            }
            if (text.equals("OK")) {
                return null;
            }
        } catch (JsonProcessingException e) {
            // no more than any other strange answer
        }
        throw new NotTaken(new Refused(
                Fault.OF_DESTINATION,
                answer.status(),
                Calls.beginning(answer.text()),
                "It does not answer as paperless-ngx does.",
                null));
    }

    /** @return whether it is known what became of it: it is there */
    private boolean asked(
            Destination to, ItemFile file, Document document, PaperlessProgress progress, Consumer<String> remember) {
        switch (tasks.ask(to, headers(to), Objects.requireNonNull(document.task()))) {
            case PaperlessTasks.Fate.Stored(var id) -> {
                progress.put(file, document.stored(id));
                remember.accept(progress.written(json));
                return true;
            }
            case PaperlessTasks.Fate.Running running -> {
                return false;
            }
            case PaperlessTasks.Fate.Unknown unknown -> {
                if (document.isOlderThan(FORGOTTEN, clock.instant())) {
                    forget(file, progress, remember);
                }
                return false;
            }
            case PaperlessTasks.Fate.Failed(var why) -> {
                forget(file, progress, remember);
                throw new NotTaken(new Refused(
                        Fault.OF_ITEM,
                        200,
                        Calls.beginning(why),
                        "paperless-ngx could not take " + file.name() + ".",
                        null));
            }
        }
    }

    /** The next attempt posts it again. */
    private void forget(ItemFile file, PaperlessProgress progress, Consumer<String> remember) {
        progress.remove(file);
        remember.accept(progress.written(json));
    }

    private static Outcome delivered(Destination to, PaperlessProgress progress) {
        var ids = progress.ids();
        return new Outcome.Delivered(
                true,
                200,
                null,
                ids.isEmpty() ? null : String.join(", ", ids),
                ids.isEmpty() ? null : to.at("/documents/" + ids.getFirst()).toString());
    }

    @Override
    public void check(Destination to, Checks checks) {
        checks.phase("credentials", () -> {
            var answer = calls.get(to.at("/api/documents/?page_size=1"), headers(to));
            var version = answer.header("x-version");
            if (version.isEmpty() && !answer.text().contains("\"results\"")) {
                throw new NotTaken(Refused.of(Fault.OF_DESTINATION, "It does not answer as paperless-ngx does."));
            }
            return version.map(known -> "Version " + known).orElse("The token is good.");
        });
    }

    private static Map<String, String> headers(Destination to) {
        return Map.of(
                "authorization", "Token " + Objects.requireNonNullElse(to.secret(), ""), "accept", "application/json");
    }
}
