package io.mailroom.smtp;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What we ask to be told of a message's delivery (RFC 3461); servers that know nothing of it are not asked. A report brings
 * the header of the message, never all of it.
 *
 * @param envelopeId comes back with each report
 * @param success whether delivery is reported too, and not only delay and failure
 */
public record Dsn(String envelopeId, boolean success) {

    /** RFC 3461 sections 4.4 and 4.2. */
    private static final int LONGEST_ENVELOPE_ID = 100;

    private static final int LONGEST_RECIPIENT = 500;

    public Dsn {
        if (envelopeId.isEmpty() || xtext(envelopeId).length() > LONGEST_ENVELOPE_ID) {
            throw new IllegalArgumentException("an envelope id has 1 to " + LONGEST_ENVELOPE_ID + " characters");
        }
        if (!envelopeId.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("an envelope id is printable ASCII");
        }
    }

    /** With what MAIL ends. */
    String ofMessage() {
        return " RET=HDRS ENVID=" + xtext(envelopeId);
    }

    /** With what RCPT ends. */
    String ofRecipient(String address) {
        var notify = " NOTIFY=" + (success ? "SUCCESS," : "") + "FAILURE,DELAY";
        var original = original(address);
        return original.length() > LONGEST_RECIPIENT ? notify : notify + " ORCPT=" + original;
    }

    private static String original(String address) {
        return address.chars().allMatch(c -> c < 0x80) ? "rfc822;" + xtext(address) : "utf-8;" + unicode(address);
    }

    /** RFC 3461 section 4: what is not printable, and the two characters with a meaning, as {@code +3D}. */
    private static String xtext(String text) {
        var hex = HexFormat.of().withUpperCase();
        var xtext = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b <= '~' && b != '+' && b != '=') {
                xtext.append((char) b);
            } else {
                xtext.append('+').append(hex.toHexDigits(b));
            }
        }
        return xtext.toString();
    }

    /** RFC 6533 section 3, the form that needs no SMTPUTF8: <code>\x{FC}</code>. */
    private static String unicode(String address) {
        var text = new StringBuilder();
        address.codePoints().forEach(c -> {
            if (c > ' ' && c <= '~' && c != '+' && c != '=' && c != '\\') {
                text.append((char) c);
            } else {
                text.append("\\x{")
                        .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                        .append('}');
            }
        });
        return text.toString();
    }
}
