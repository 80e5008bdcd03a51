package io.mailroom.scan;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.mailroom.account.Caller;
import io.mailroom.transfer.Movable;
import io.mailroom.transfer.Piece;
import io.mailroom.web.Inputs;
import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Import tasks on their way from or to another Mailroom. They are known by their ids, which they keep; one whose id is
 * somebody else's here, as where a user's document becomes another user's, has always the same other one.
 */
@Singleton
class MovedTasks implements Movable {

    private static final String ENABLED = "enabled";

    private final ScanTasks tasks;
    private final ScanTaskRepository rows;
    private final TaskNames names;
    private final Inputs inputs;

    MovedTasks(ScanTasks tasks, ScanTaskRepository rows, TaskNames names, Inputs inputs) {
        this.tasks = tasks;
        this.rows = rows;
        this.names = names;
        this.inputs = inputs;
    }

    @Override
    public String kind() {
        return "task";
    }

    /** Its name, or else its mailboxes. */
    @Override
    public String title(Piece piece) {
        String summary = piece.value().path("summary").asText("");
        return summary.isBlank()
                ? piece.value()
                        .path("folders")
                        .valueStream()
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(", "))
                : summary;
    }

    @Override
    public List<Reference> references() {
        return List.of(new Reference(JsonPointer.valueOf("/imapConnection"), "imap"));
    }

    @Override
    public Uni<List<Piece>> pieces(Caller owner) {
        return rows.listed(owner.accountId())
                .chain(all -> names.of(owner, all)
                        .map(known ->
                                all.stream().map(task -> piece(task, known)).toList()));
    }

    @Override
    public Uni<Piece> draft(Caller owner, Piece piece) {
        var known = TaskId.parse(piece.name()).orElseThrow(() -> Problem.invalid("name", "is no id of a task"));
        return rows.findById(known)
                .map(found -> found == null || found.accountId.equals(owner.accountId()) && !found.hidden
                        ? known
                        : derived(owner.accountId() + "/" + known))
                .chain(id -> tasks.draft(owner, id, input(piece.named(id.toString()))))
                .chain(task -> names.of(owner, List.of(task)).map(used -> piece(task, used)));
    }

    private static UUID derived(String from) {
        return UUID.nameUUIDFromBytes(from.getBytes(UTF_8));
    }

    @Override
    public String alternative(String name, int number) {
        return derived(name + "/" + number).toString();
    }

    /** Two Mailrooms that take mails out of the same mailbox would each get some of them. */
    @Override
    public Piece atRest(Piece piece, @Nullable Piece known) {
        var value = piece.value().deepCopy();
        value.put(ENABLED, known != null && known.value().path(ENABLED).asBoolean());
        return new Piece(piece.name(), value, Map.of(), "It is switched off.");
    }

    @Override
    public Uni<Void> add(Caller owner, Piece piece) {
        return tasks.add(owner, UUID.fromString(piece.name()), input(piece));
    }

    @Override
    public Uni<Void> replace(Caller owner, Piece piece) {
        return tasks.update(owner, input(piece)).replaceWithVoid();
    }

    private ScanTaskInput input(Piece piece) {
        var whole = piece.whole().put("id", piece.name());
        whole.remove(List.of("version", "limit"));
        return inputs.read(whole, ScanTaskInput.class);
    }

    private Piece piece(ScanTask task, TaskNames.Names known) {
        return new Piece(
                task.id.toString(),
                inputs.written(ScanTaskView.of(task, known, null), "id", "watch", "version"),
                Map.of());
    }
}
