package io.mailroom.handover;

import io.mailroom.handover.Outcome.Fault;
import io.mailroom.handover.Outcome.Refused;
import io.mailroom.item.ItemFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Puts files into a folder below the operator's: under names that stay the same, whole or not at all, and safe from a loss of
 * power once they are there.
 */
@ApplicationScoped
class FolderCarrier implements Carrier {

    private final HandoverConfig config;

    FolderCarrier(HandoverConfig config) {
        this.config = config;
    }

    @Override
    public Kind kind() {
        return Kind.FOLDER;
    }

    @Override
    public Outcome deliver(Destination to, Parcel parcel, Consumer<String> remember) {
        return within(() -> {
            var folder = made(to);
            int number = 1;
            for (var file : parcel.files()) {
                put(folder, FileNames.of(parcel, file, number++), file);
            }
            sync(folder);
            return Outcome.Delivered.as(null, number == 2 ? "1 file" : number - 1 + " files");
        });
    }

    @Override
    public void check(Destination to, Checks checks) {
        checks.phase("target", () -> within(() -> shown(to, made(to))));
        checks.phase(
                "write",
                () -> within(() -> {
                    var tried = made(to).resolve("." + UUID.randomUUID() + ".part");
                    try {
                        Files.write(tried, new byte[1], StandardOpenOption.CREATE_NEW);
                    } finally {
                        Files.deleteIfExists(tried);
                    }
                    return "A file was written and removed.";
                }));
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T within(Work<T> work) {
        try {
            return work.run();
        } catch (AccessDeniedException e) {
            throw new NotTaken(Refused.of(Fault.OF_DESTINATION, "Mailroom may not write there."));
        } catch (IOException e) {
            throw new NotTaken(Refused.of(Fault.PASSING, "It could not be written there (" + reason(e) + ")."));
        }
    }

    /** Without the operator's paths. */
    private static String reason(IOException e) {
        var reason = e instanceof java.nio.file.FileSystemException system ? system.getReason() : null;
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    /** The user's own folder, or one below it. A link that leads out of it is not followed. */
    private Path made(Destination to) throws IOException {
        var base = config.folder()
                .orElseThrow(() -> new NotTaken(Refused.of(
                        Fault.OF_DESTINATION,
                        "This service has no folder to hand over to (mailroom.handover.folder).")));
        Files.createDirectories(base);
        var own = base.resolve(FileNames.safe(to.collective())).resolve(FileNames.safe(to.login()));
        Files.createDirectories(own);
        String below = to.options().path();
        var folder = own;
        for (String segment : below == null ? new String[0] : below.split("/")) {
            folder = folder.resolve(FileNames.safe(segment));
        }
        Files.createDirectories(folder);
        if (!folder.toRealPath().startsWith(own.toRealPath())) {
            throw new NotTaken(Refused.of(Fault.OF_DESTINATION, "This folder leads out of the one that is yours."));
        }
        return folder;
    }

    private static String shown(Destination to, Path folder) {
        String below = to.options().path();
        return FileNames.safe(to.collective()) + "/" + FileNames.safe(to.login()) + (below == null ? "" : "/" + below);
    }

    private static void put(Path folder, String name, ItemFile file) throws IOException {
        var part = folder.resolve("." + name + ".part");
        try {
            try (var in = file.content().open();
                    var out = FileChannel.open(
                            part,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING)) {
                in.transferTo(Channels.newOutputStream(out));
                out.force(true);
            }
            Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** The names, too. */
    private static void sync(Path folder) throws IOException {
        try (var names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
