package io.mailroom.item;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** File names that we give. */
final class Names {

    /** The body of a mail among its attachments. */
    static final String PAGE = "mail.html";

    private static final int LONGEST = 120;

    private static final int LONGEST_FILE = 255;

    private Names() {}

    /** The original message, called after its subject. */
    static String eml(String itemName) {
        var name = StoredText.of(
                        itemName.replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}\\p{Cf}]+", "_")
                                .strip(),
                        LONGEST)
                .strip();
        return (name.chars().allMatch(c -> c == '.' || c == '_') ? "mail" : name) + ".eml";
    }

    /** What a client calls a file, without the directories that it lies in there. */
    static String file(@Nullable String stated) {
        var path = stated == null ? "" : stated.replaceAll("[/\\\\]+$", "");
        var name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        name = StoredText.of(name.replaceAll("[\\p{Cntrl}\\p{Cf}]+", "").strip(), LONGEST_FILE)
                .strip();
        return name.isEmpty() || name.equals(".") || name.equals("..") ? "file" : name;
    }

    static boolean isEml(String fileName) {
        return fileName.toLowerCase(Locale.ROOT).endsWith(".eml");
    }

    static boolean isMbox(String fileName) {
        var lower = fileName.toLowerCase(Locale.ROOT);
        return lower.endsWith(".mbox") || lower.endsWith(".mbx");
    }
}
