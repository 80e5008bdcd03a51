package io.mailroom.send;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.item.ItemFile;
import io.mailroom.outbox.RequestKey;
import io.mailroom.web.Problem;
import jakarta.ws.rs.HeaderParam;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** How a request wants to be treated. */
record SendHeaders(
        @Parameter(description = "respond-async: answer as soon as the mail is stored (RFC 7240 section 4.1).")
        @HeaderParam("Prefer")
        @Nullable
        String prefer,

        @Parameter(description = "However often a request with this key is sent, it is one mail.")
        @HeaderParam("Idempotency-Key")
        @Nullable
        String idempotencyKey) {

    private static final int LONGEST_KEY = 255;

    boolean async() {
        return prefer != null
                && Arrays.stream(prefer.toLowerCase(Locale.ROOT).split("[,;]"))
                        .anyMatch(preference -> preference.strip().equals("respond-async"));
    }

    /** @throws Problem 400 for a key that is none */
    Optional<RequestKey> request(String connection, @Nullable String item, SimpleMail mail, ObjectMapper json) {
        if (idempotencyKey == null) {
            return Optional.empty();
        }
        if (idempotencyKey.isBlank()
                || idempotencyKey.length() > LONGEST_KEY
                || !idempotencyKey.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw Problem.malformed(
                    "An Idempotency-Key has 1 to " + LONGEST_KEY + " visible ASCII characters, such as a UUID.");
        }
        return Optional.of(new RequestKey(idempotencyKey, hash(connection, item, mail, json)));
    }

    private static byte[] hash(String connection, @Nullable String item, SimpleMail mail, ObjectMapper json) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((connection + "\n" + item + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(json.writeValueAsBytes(mail));
            for (var file : mail.files() == null ? List.<ItemFile>of() : mail.files()) {
                update(digest, file);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Files that came along are not in the JSON; another one makes another request. */
    private static void update(MessageDigest digest, ItemFile file) throws IOException {
        digest.update(("\n" + file.name() + "\n" + file.contentType() + "\n" + file.size() + "\n")
                .getBytes(StandardCharsets.UTF_8));
        try (var in = new DigestInputStream(file.content().open(), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
