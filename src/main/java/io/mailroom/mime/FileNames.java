package io.mailroom.mime;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names for parts that are safe as file names: one step of a path, readable, and not endless. */
public final class FileNames {

    private static final int MAX_LENGTH = 200;
    private static final int MAX_RAW_LENGTH = 1000;
    private static final int MAX_EXTENSION = 20;

    /** How a path begins: at a drive, at the root, here, or one up. */
    private static final Pattern PATH = Pattern.compile("(?:[A-Za-z]:)?\\.{0,2}[/\\\\]");

    /** The full names are what other mailers call such parts. */
    private static final Map<String, String> NAMES = Map.of(
            "text/calendar", "invite.ics",
            "message/delivery-status", "delivery-status.txt",
            "message/disposition-notification", "disposition.txt",
            "text/rfc822-headers", "headers.txt",
            "application/ms-tnef", "winmail.dat",
            "application/pgp-signature", "signature.asc",
            "application/pgp-encrypted", "version.txt",
            "application/pkcs7-signature", "smime.p7s",
            "application/pkcs7-mime", "smime.p7m",
            "message/rfc822", "message.eml");

    private static final Map<String, String> EXTENSIONS = Map.ofEntries(
            Map.entry("text/plain", "txt"),
            Map.entry("text/html", "html"),
            Map.entry("text/csv", "csv"),
            Map.entry("text/vcard", "vcf"),
            Map.entry("image/jpeg", "jpg"),
            Map.entry("image/png", "png"),
            Map.entry("image/gif", "gif"),
            Map.entry("image/webp", "webp"),
            Map.entry("image/svg+xml", "svg"),
            Map.entry("image/tiff", "tif"),
            Map.entry("image/bmp", "bmp"),
            Map.entry("image/heic", "heic"),
            Map.entry("audio/mpeg", "mp3"),
            Map.entry("video/mp4", "mp4"),
            Map.entry("application/pdf", "pdf"),
            Map.entry("application/zip", "zip"),
            Map.entry("application/gzip", "gz"),
            Map.entry("application/json", "json"),
            Map.entry("application/xml", "xml"),
            Map.entry("application/rtf", "rtf"),
            Map.entry("application/msword", "doc"),
            Map.entry("application/vnd.ms-excel", "xls"),
            Map.entry("application/vnd.ms-powerpoint", "ppt"),
            Map.entry("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
            Map.entry("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
            Map.entry("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
            Map.entry("application/vnd.oasis.opendocument.text", "odt"),
            Map.entry("application/vnd.oasis.opendocument.spreadsheet", "ods"));

    private static final Map<String, String> ALIASES = Map.of(
            "image/jpg",
            "image/jpeg",
            "text/xml",
            "application/xml",
            "text/x-vcard",
            "text/vcard",
            "application/x-pdf",
            "application/pdf");

    private static final Map<String, String> TYPES = EXTENSIONS.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private FileNames() {}

    /** Null where nothing is left of it. */
    public static @Nullable String safe(@Nullable String raw) {
        if (raw == null) {
            return null;
        }
        var readable = HeaderText.cut(HeaderText.readable(raw), MAX_RAW_LENGTH);
        // Of a path only the last step is the name; a separator in a mere name becomes part of it.
        var last = PATH.matcher(readable).lookingAt() ? readable.substring(lastSeparator(readable) + 1) : readable;
        var name = new StringBuilder(last.length());
        HeaderText.undirected(last)
                .codePoints()
                // Invisible characters include those that turn "gpj.exe" into "exe.jpg" on the screen.
                .filter(c -> Character.getType(c) != Character.FORMAT)
                .map(c -> c == '/' || c == '\\' ? '_' : c)
                .forEach(name::appendCodePoint);
        return shortened(name.toString().strip());
    }

    private static int lastSeparator(String path) {
        return Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    }

    private static @Nullable String shortened(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            return null;
        }
        if (name.length() <= MAX_LENGTH) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        var extension = dot > 0 && name.length() - dot <= MAX_EXTENSION ? name.substring(dot) : "";
        return HeaderText.cut(name, MAX_LENGTH - extension.length()) + extension;
    }

    /** What a file is by its name. */
    public static String type(String name) {
        var extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(extension, "application/octet-stream");
    }

    /** For a part that has no name of its own. */
    static String made(String contentType, int number) {
        var name = NAMES.get(contentType);
        if (name != null) {
            return name;
        }
        var extension = EXTENSIONS.get(ALIASES.getOrDefault(contentType, contentType));
        if (extension == null) {
            extension = contentType.startsWith("text/") || contentType.startsWith("message/") ? "txt" : "bin";
        }
        return "part-" + number + "." + extension;
    }
}
