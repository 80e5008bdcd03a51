package io.mailroom.item;

import io.quarkus.qute.TemplateData;
import java.util.Locale;
import java.util.Set;

/** What people call a kind of file. */
@TemplateData
enum FileType {
    PICTURE("image", "Picture"),
    PDF("file", "PDF"),
    TEXT("file", "Text"),
    PAGE("file", "Web page"),
    MAIL("mail", "Mail"),
    CALENDAR("calendar", "Calendar"),
    CONTACT("user", "Contact"),
    ARCHIVE("archive", "Archive"),
    SHEET("chart", "Spreadsheet"),
    DOCUMENT("file", "Document"),
    SLIDES("file", "Slides"),
    SOUND("play", "Sound"),
    FILM("play", "Video"),
    SIGNATURE("shield", "Signature"),
    OTHER("clip", "File");

    private static final Set<String> SOURCES = Set.of(
            "application/json",
            "application/xml",
            "application/javascript",
            "application/yaml",
            "application/sql",
            "application/x-sh",
            "message/delivery-status",
            "message/disposition-notification");

    private final String icon;
    private final String word;

    FileType(String icon, String word) {
        this.icon = icon;
        this.word = word;
    }

    /** What its sender says of it; where that is nothing, what its name says. */
    static FileType of(String contentType, String name) {
        var type = MediaTypes.of(contentType, name).toLowerCase(Locale.ROOT);
        if (type.startsWith("image/")) {
            return PICTURE;
        }
        if (type.startsWith("audio/")) {
            return SOUND;
        }
        if (type.startsWith("video/")) {
            return FILM;
        }
        return switch (type) {
            case "application/pdf" -> PDF;
            case "text/html", "application/xhtml+xml" -> PAGE;
            case "text/calendar", "application/ics" -> CALENDAR;
            case "text/vcard", "text/x-vcard" -> CONTACT;
            case "text/csv" -> SHEET;
            case AttachmentResource.MESSAGE -> MAIL;
            default -> ofMany(type);
        };
    }

    private static FileType ofMany(String type) {
        if (type.endsWith("-signature")) {
            return SIGNATURE;
        }
        if (type.startsWith("text/") || SOURCES.contains(type) || type.endsWith("+json") || type.endsWith("+xml")) {
            return TEXT;
        }
        if (type.contains("spreadsheet") || type.contains("ms-excel")) {
            return SHEET;
        }
        if (type.contains("presentation") || type.contains("ms-powerpoint")) {
            return SLIDES;
        }
        if (type.contains("wordprocessing") || type.contains("msword") || type.contains("document.text")) {
            return DOCUMENT;
        }
        return type.matches(".*\\b(zip|gzip|x-tar|x-7z-compressed|x-rar-compressed|vnd\\.rar|mbox)\\b.*")
                ? ARCHIVE
                : OTHER;
    }

    public String icon() {
        return icon;
    }

    public String word() {
        return word;
    }
}
