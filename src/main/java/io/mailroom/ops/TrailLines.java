package io.mailroom.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.audit.Trail;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Entries of the security log as files have them, line by line. */
final class TrailLines {

    static final byte[] HEADER = "time,actor,via,act,result,object,detail,address,request,id\r\n".getBytes(UTF_8);

    private TrailLines() {}

    /** Without its end: the framework ends each. */
    static byte[] json(ObjectMapper json, Object entry) {
        try {
            return json.writeValueAsBytes(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** RFC 4180. */
    static byte[] csv(Trail.Recorded entry) {
        return Stream.of(
                        entry.at().toString(),
                        entry.actor(),
                        entry.via(),
                        entry.act(),
                        entry.result(),
                        entry.object(),
                        entry.detail(),
                        entry.address(),
                        entry.request(),
                        entry.id().toString())
                .map(TrailLines::cell)
                .collect(Collectors.joining(",", "", "\r\n"))
                .getBytes(UTF_8);
    }

    /** What a spreadsheet would take for a formula is kept from being one: strangers choose what they call themselves. */
    private static String cell(@Nullable String value) {
        var text = Objects.requireNonNullElse(value, "");
        boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
        var plain = formula ? "'" + text : text;
        return plain.matches("(?s).*[\",\r\n].*") ? '"' + plain.replace("\"", "\"\"") + '"' : plain;
    }
}
