package io.mailroom.item;

import io.mailroom.mime.BodyFrame;
import io.mailroom.mime.BodyView;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bodies of mails for frames in which nothing is allowed. Such a frame is of no origin, and browsers send it no cookie:
 * what it shows has to be in it. Blocking.
 */
@ApplicationScoped
class MailFrames {

    /** Of all pictures in a mail together; larger ones are among its attachments only. */
    private static final long MOST_BYTES = 8_000_000;

    private final BodyViews bodies;
    private final Contents contents;

    MailFrames(BodyViews bodies, Contents contents) {
        this.bodies = bodies;
        this.contents = contents;
    }

    /** A mail's body, ready to be asked what there is of it. */
    record Body(BodyView view, boolean formatted) {

        BodyFrame frame(boolean asText) {
            return asText || !formatted ? BodyFrame.ofText(view) : BodyFrame.ofHtml(view);
        }
    }

    Body body(List<StoredAttachment> rows) {
        boolean formatted = rows.stream()
                .anyMatch(row -> !row.kind().isListed() && row.contentType().equals("text/html"));
        return new Body(bodies.of(rows), formatted);
    }

    String document(String subject, List<StoredAttachment> rows, boolean asText, boolean withRemote) {
        var frame = body(rows).frame(asText);
        frame.embedding(pictures(frame, rows));
        return (withRemote ? frame.withRemote() : frame).document(subject);
    }

    /** Data URIs by Content-ID. */
    private Map<String, String> pictures(BodyFrame frame, List<StoredAttachment> rows) {
        var wanted = frame.references();
        var found = new HashMap<String, String>();
        long left = MOST_BYTES;
        for (var row : rows) {
            var id = row.part().contentId();
            var type = FileView.of(row).shownAs();
            boolean picture = type != null && type.startsWith("image/");
            if (id != null && wanted.contains(id) && picture && row.part().size() <= left) {
                left -= row.part().size();
                found.putIfAbsent(id, "data:" + type + ";base64," + base64(row));
            }
        }
        return found;
    }

    private String base64(StoredAttachment row) {
        try (var in = contents.of(row).open(0)) {
            return Base64.getEncoder().encodeToString(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
