package io.mailroom.item;

import io.quarkus.qute.TemplateData;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An attachment as pages show it. */
@TemplateData
record FileView(
        UUID id,
        UUID item,
        String name,
        long size,
        FileType type,
        Preview preview,
        @Nullable String shownAs) {

    /** How much of it can be looked at within a page. */
    enum Preview {
        PICTURE,
        PDF,
        TEXT,
        NONE
    }

    /** A small picture of it is the picture itself. */
    private static final long LARGEST_THUMBNAIL = 1_500_000;

    /**
     * What browsers draw, and what they can be told that it is. SVG is not among them: it is a document that can act, and in
     * our name.
     */
    private static final Map<String, String> PICTURES = Map.of(
            "image/png", "image/png",
            "image/jpeg", "image/jpeg",
            "image/jpg", "image/jpeg",
            "image/pjpeg", "image/jpeg",
            "image/gif", "image/gif",
            "image/webp", "image/webp",
            "image/avif", "image/avif",
            "image/bmp", "image/bmp");

    private static final String A_PDF = "application/pdf";

    static FileView of(StoredAttachment attachment) {
        var type = FileType.of(attachment.contentType(), attachment.name());
        var stated = MediaTypes.of(attachment.contentType(), attachment.name()).toLowerCase(Locale.ROOT);
        var shownAs = type == FileType.PDF ? A_PDF : PICTURES.get(stated);
        return new FileView(
                attachment.id(),
                attachment.itemId(),
                attachment.name(),
                attachment.part().size(),
                type,
                preview(type, stated, shownAs),
                shownAs);
    }

    private static Preview preview(FileType type, String stated, @Nullable String shownAs) {
        return switch (type) {
            case PICTURE -> shownAs == null ? Preview.NONE : Preview.PICTURE;
            case PDF -> Preview.PDF;
            case TEXT, PAGE, CALENDAR, CONTACT, MAIL -> Preview.TEXT;
            case SHEET -> stated.startsWith("text/") ? Preview.TEXT : Preview.NONE;
            default -> Preview.NONE;
        };
    }

    /** The page of its item. */
    public String home() {
        return "/app/items/" + item;
    }

    public boolean isThumbnail() {
        return preview == Preview.PICTURE && size <= LARGEST_THUMBNAIL;
    }
}
