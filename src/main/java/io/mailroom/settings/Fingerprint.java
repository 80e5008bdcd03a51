package io.mailroom.settings;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of a certificate, as browsers and OpenSSL print it. */
@Pattern(regexp = "(\\p{XDigit}{2}:?){31}\\p{XDigit}{2}|")
@ReportAsSingleViolation
@Constraint(validatedBy = {})
@Target({FIELD, RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@interface Fingerprint {
    String message() default
            "must be the SHA-256 fingerprint of a certificate: 64 hexadecimal digits, with or without colons";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The spelling that is stored and compared. */
    final class Digits {
        private Digits() {}

        static @Nullable String of(@Nullable String text) {
            return text == null || text.isEmpty() ? null : text.replace(":", "").toLowerCase(Locale.ROOT);
        }
    }
}
