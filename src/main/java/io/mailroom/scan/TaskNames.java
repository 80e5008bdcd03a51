package io.mailroom.scan;

import io.mailroom.account.Caller;
import io.mailroom.handover.TaskDestinations;
import io.mailroom.settings.MailServers;
import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the names that tasks are sent and shown with stand for. Reactive, within the caller's session. */
@ApplicationScoped
class TaskNames {

    /** What a task is stored with instead of names. */
    record Ids(UUID connection, UUID[] destinations) {}

    /** Names by their ids. */
    record Names(Map<UUID, String> connections, Map<UUID, String> destinations) {

        String connection(ScanTask task) {
            return connections.getOrDefault(task.imapSettingId, "");
        }

        @Nullable
        HandoverFields handover(ScanTask task) {
            var names = Stream.of(task.destinations)
                    .map(destinations::get)
                    .filter(Objects::nonNull)
                    .toList();
            return names.isEmpty() ? null : new HandoverFields(names, task.keepHere);
        }
    }

    /** For the form of a task. */
    record Choices(List<String> connections, List<String> destinations) {}

    private final MailServers servers;
    private final TaskDestinations destinations;

    TaskNames(MailServers servers, TaskDestinations destinations) {
        this.servers = servers;
        this.destinations = destinations;
    }

    Uni<Ids> ids(Caller caller, ScanTaskInput input) {
        return connection(caller, input)
                .chain(connection -> destinations(caller, input).map(ids -> new Ids(connection, ids)));
    }

    Uni<UUID> connection(Caller caller, ScanTaskInput input) {
        return servers.imapId(caller.accountId(), input.imapConnection())
                .map(found -> found.orElseThrow(() ->
                        Problem.invalid("imapConnection", "is no IMAP setting of yours: " + input.imapConnection())));
    }

    private Uni<UUID[]> destinations(Caller caller, ScanTaskInput input) {
        var handover = input.handover();
        return handover == null || handover.destinations().isEmpty()
                ? Uni.createFrom().item(new UUID[0])
                : destinations
                        .of(caller.accountId())
                        .map(known -> handover.destinations().stream()
                                .distinct()
                                .map(name -> known(known, name))
                                .toArray(UUID[]::new));
    }

    private static UUID known(Map<String, UUID> known, String name) {
        var id = known.get(name);
        if (id == null) {
            throw Problem.invalid("handover.destinations", "has no destination of yours: " + name);
        }
        return id;
    }

    Uni<Names> of(Caller caller, List<ScanTask> shown) {
        var handedOver = shown.stream().allMatch(task -> task.destinations.length == 0)
                ? Uni.createFrom().item(Map.<UUID, String>of())
                : destinations.of(caller.accountId()).map(TaskNames::turned);
        return servers.imapNames(caller.accountId())
                .chain(connections -> handedOver.map(names -> new Names(connections, names)));
    }

    private static Map<UUID, String> turned(Map<String, UUID> ids) {
        return ids.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
    }

    /** All names that a task could have. */
    Uni<Choices> choices(Caller caller) {
        return servers.imapNames(caller.accountId())
                .chain(connections -> destinations
                        .of(caller.accountId())
                        .map(ids -> new Choices(sorted(connections.values()), sorted(ids.keySet()))));
    }

    private static List<String> sorted(Collection<String> names) {
        return names.stream().sorted().toList();
    }
}
