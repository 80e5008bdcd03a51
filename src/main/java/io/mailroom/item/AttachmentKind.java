package io.mailroom.item;

import io.mailroom.mime.Part;
import java.util.Locale;

/** What an attachment row is for; only the last two are listed. */
enum AttachmentKind {
    TEXT(Part.Kind.TEXT),
    HTML(Part.Kind.HTML),
    BODY(Part.Kind.BODY),
    /** The body as a page; made when it is asked for. */
    PAGE(Part.Kind.ATTACHMENT),
    ATTACHMENT(Part.Kind.ATTACHMENT);

    private final Part.Kind part;

    AttachmentKind(Part.Kind part) {
        this.part = part;
    }

    static AttachmentKind of(Part.Kind kind) {
        return switch (kind) {
            case TEXT -> TEXT;
            case HTML -> HTML;
            case BODY -> BODY;
            case ATTACHMENT -> ATTACHMENT;
        };
    }

    Part.Kind part() {
        return part;
    }

    boolean isListed() {
        return this == PAGE || this == ATTACHMENT;
    }

    /** As it stands in the database. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
