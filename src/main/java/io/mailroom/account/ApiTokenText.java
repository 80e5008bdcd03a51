package io.mailroom.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * An API token as its program sends it: {@code mlr_}, 30 random letters and digits (178 bits), and six for the CRC-32 of all
 * before them, so that scanners for leaked secrets find it, and tell it from what only looks alike, without asking us.
 */
record ApiTokenText(String text) {

    static final String PREFIX = "mlr_";

    private static final int RANDOM = 30;
    private static final int CHECK = 6;
    private static final int ENDING = 4;
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern FORM = Pattern.compile("mlr_[0-9A-Za-z]{" + (RANDOM + CHECK) + "}");
    private static final SecureRandom SECURE = new SecureRandom();

    static ApiTokenText random() {
        var text = new StringBuilder(PREFIX);
        for (int i = 0; i < RANDOM; i++) {
            text.append(DIGITS.charAt(SECURE.nextInt(DIGITS.length())));
        }
        return new ApiTokenText(text.append(check(text.toString())).toString());
    }

    /** Empty for what cannot be one of ours. */
    static Optional<ApiTokenText> parse(String text) {
        int end = text.length() - CHECK;
        return FORM.matcher(text).matches() && check(text.substring(0, end)).equals(text.substring(end))
                ? Optional.of(new ApiTokenText(text))
                : Optional.empty();
    }

    private static String check(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        var check = new StringBuilder();
        for (long rest = crc.getValue(); check.length() < CHECK; rest /= DIGITS.length()) {
            check.append(DIGITS.charAt((int) (rest % DIGITS.length())));
        }
        return check.reverse().toString();
    }

    /** All that is kept of it. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** To tell it from others in a list. */
    String ending() {
        return text.substring(text.length() - ENDING);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "ApiTokenText[…" + ending() + "]";
    }
}
