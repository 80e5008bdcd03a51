package io.mailroom.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What sender and receiver of a webhook share, as Standard Webhooks has it: {@code whsec_} and 32 bytes in Base64. Never printed. */
public record SigningSecret(String text) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9+/]{32,88}={0,2}");
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    /** Whether somebody else's is one that can be signed with. */
    public static boolean isOne(String text) {
        if (!FORM.matcher(text).matches()) {
            return false;
        }
        try {
            int length = Base64.getDecoder().decode(text.substring(PREFIX.length())).length;
            return length >= SHORTEST && length <= LONGEST;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public static SigningSecret random() {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        return new SigningSecret(PREFIX + Base64.getEncoder().encodeToString(key));
    }

    /**
     * The value of {@code webhook-signature}: over the event's id, the time of this attempt and the body, with dots in
     * between.
     *
     * @param timestamp in seconds
     */
    public String signature(String id, long timestamp, String body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(text.substring(PREFIX.length())), ALGORITHM));
            byte[] signature = mac.doFinal((id + "." + timestamp + "." + body).getBytes(UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "SigningSecret";
    }
}
