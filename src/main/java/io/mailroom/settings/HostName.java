package io.mailroom.settings;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.IDN;
import java.net.InetAddress;
import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a server is: a host name, international or not, or an address literal. Nothing is looked up. */
@Constraint(validatedBy = HostName.Validator.class)
@Target({FIELD, RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@interface HostName {
    String message() default "must be a host name or an IP address";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    final class Validator implements ConstraintValidator<HostName, String> {

        @Override
        public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
            return text != null && Ascii.of(text).isPresent();
        }
    }

    /** The form that a resolver understands. */
    final class Ascii {

        private static final int LONGEST = 255;

        /** RFC 1123 section 2.1, and the underscore, which container networks use in their names. */
        private static final Pattern NAME = Pattern.compile(
                "(?=.{1,253}\\z)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");

        private static final Pattern DOTTED_QUAD =
                Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!\\z)|\\z)){4}");

        /** The resolver would read these as an address: 127.1 is 127.0.0.1 to it. */
        private static final Pattern LOOKS_NUMERIC = Pattern.compile("(.*\\.)?(\\d+|0[xX][0-9A-Fa-f]*)");

        private Ascii() {}

        static Optional<String> of(String text) {
            if (text.length() > LONGEST || text.isEmpty()) {
                return Optional.empty();
            }
            if (text.indexOf(':') >= 0) {
                return ipv6(text);
            }
            String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
            if (LOOKS_NUMERIC.matcher(name).matches()) {
                return DOTTED_QUAD.matcher(text).matches() ? Optional.of(text) : Optional.empty();
            }
            return international(name).filter(ascii -> NAME.matcher(ascii).matches());
        }

        /** The JDK follows IDNA 2003, which silently turns some names into others (ß into ss): those are refused. */
        private static Optional<String> international(String name) {
            if (name.chars().allMatch(c -> c < 0x80)) {
                return Optional.of(name);
            }
            try {
                String ascii = IDN.toASCII(name);
                boolean same = IDN.toUnicode(ascii).equalsIgnoreCase(Normalizer.normalize(name, Normalizer.Form.NFC));
                return same ? Optional.of(ascii) : Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        private static Optional<String> ipv6(String text) {
            boolean bracketed = text.startsWith("[") && text.endsWith("]");
            String address = bracketed ? text.substring(1, text.length() - 1) : text;
            if (!address.matches("[0-9A-Fa-f:.]+(%[A-Za-z0-9_.-]+)?")) {
                return Optional.empty();
            }
            int zone = address.indexOf('%'); // an interface of the machine that connects: not ours to judge
            try {
                InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone));
                return Optional.of(address);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }
}
