package io.mailroom.send;

import io.mailroom.db.Ids;
import io.mailroom.item.ItemFile;
import io.mailroom.mime.FileNames;
import jakarta.ws.rs.core.MediaType;
import java.nio.file.Files;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** Files that came along in a request; they are spooled to disk, and gone when the request is. */
final class SentAlong {

    private SentAlong() {}

    /** Not so for what a form sends for a field where no file was chosen. */
    static boolean isChosen(FileUpload part) {
        return part.size() > 0 || !part.fileName().isEmpty();
    }

    static ItemFile file(FileUpload part) {
        var safe = FileNames.safe(part.fileName());
        var name = safe == null ? "file" : safe;
        var stated = part.contentType();
        var type = stated == null || stated.isBlank() || stated.startsWith(MediaType.APPLICATION_OCTET_STREAM)
                ? FileNames.type(name)
                : stated.split(";", 2)[0].strip();
        return new ItemFile(
                Ids.next(), name, type, part.size(), false, () -> Files.newInputStream(part.uploadedFile()));
    }
}
