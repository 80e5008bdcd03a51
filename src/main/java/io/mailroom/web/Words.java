package io.mailroom.web;

import io.quarkus.qute.TemplateExtension;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What templates do with values: {@code {name.urlEncoded}}, {@code {count.counted('mail', 'mails')}}, {@code {length.bytes}}. */
@TemplateExtension
final class Words {

    private static final long STEP = 1000;

    private Words() {}

    static String urlEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String counted(Number count, String one, String several) {
        return grouped(count) + " " + (count.longValue() == 1 ? one : several);
    }

    /** "12,345". */
    static String grouped(Number count) {
        return String.format(Locale.ENGLISH, "%,d", count.longValue());
    }

    /** "3.4 MB". */
    static String bytes(Number count) {
        long number = count.longValue();
        if (number < STEP) {
            return number + (number == 1 ? " byte" : " bytes");
        }
        double size = number;
        int unit = -1;
        while (size >= STEP - 0.5 && unit < 3) {
            size /= STEP;
            unit++;
        }
        return String.format(Locale.ENGLISH, size < 10 ? "%.1f %sB" : "%.0f %sB", size, "kMGT".charAt(unit));
    }
}
