package io.mailroom.egress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads why a server refused a token: the JSON in the challenge that comes before its NO (RFC 7628 section 3.2.2). */
public final class BearerRefusal {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_CHALLENGE = 8_000;
    private static final int LONGEST_TEXT = 300;

    private static final Pattern REFUSED = Pattern.compile("\\bstatus (400|401|invalid_token)\\b");

    private BearerRefusal() {}

    /** Whether what was {@link #read} says that it is the token, whatever the answer then says. */
    public static boolean isOfToken(String words) {
        return REFUSED.matcher(words).find();
    }

    /** As one line for the owner of the mailbox, without the token, and never long; empty when there is nothing to be told. */
    public static String read(String challenge, Credential credential) {
        if (challenge.length() > LONGEST_CHALLENGE) {
            return "";
        }
        var text = credential
                .redact(words(decoded(challenge.strip())))
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip();
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
    }

    /** Some servers forget to encode it. */
    private static String decoded(String challenge) {
        try {
            return new String(Base64.getDecoder().decode(challenge), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return challenge;
        }
    }

    private static String words(String text) {
        try {
            if (JSON.readTree(text) instanceof ObjectNode object) {
                return object.properties().stream()
                        .filter(field -> field.getValue().isValueNode()
                                && !field.getValue().asText().isBlank())
                        .map(field -> field.getKey() + " " + field.getValue().asText())
                        .collect(Collectors.joining(", "));
            }
            return text;
        } catch (JsonProcessingException e) {
            return text;
        }
    }
}
