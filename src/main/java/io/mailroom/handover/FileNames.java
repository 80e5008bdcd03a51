package io.mailroom.handover;

import io.mailroom.item.ItemFile;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/** What files are called where they are handed over: the same at every attempt, and two of different items never alike. */
final class FileNames {

    /** Of file systems that count bytes; date, key and number need their part of the 255. */
    private static final int LONGEST_STEM = 150;

    private static final int LONGEST_EXTENSION = 16;

    private FileNames() {}

    /**
     * Such as {@code 2026-04-01 Your invoice 0196a5d27f3e7c1a9a4b5f3c2d1e0f9a-2.pdf}.
     *
     * @param number of the file in its parcel, from 1
     */
    static String of(Parcel parcel, ItemFile file, int number) {
        String name = safe(file.name());
        int dot = name.lastIndexOf('.');
        boolean extended = dot > 0 && name.length() - dot <= LONGEST_EXTENSION;
        String stem = cut(extended ? name.substring(0, dot) : name).strip();
        return DateTimeFormatter.ISO_LOCAL_DATE.format(parcel.date().atOffset(ZoneOffset.UTC)) + " " + stem + " "
                + compact(parcel.key()) + (number == 1 ? "" : "-" + number) + (extended ? name.substring(dot) : "");
    }

    private static String compact(UUID key) {
        return key.toString().replace("-", "");
    }

    /** A name that is one in every file system, and nothing but a name. */
    static String safe(String name) {
        String plain = name.replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}\\p{Cf}\\p{Cs}]", "_")
                .strip()
                .replaceAll("^\\.+|[. ]+$", "_");
        return plain.isEmpty() ? "_" : plain;
    }

    private static String cut(String text) {
        int end = text.length();
        while (text.substring(0, end).getBytes(StandardCharsets.UTF_8).length > LONGEST_STEM) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end);
    }
}
