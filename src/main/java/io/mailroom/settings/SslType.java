package io.mailroom.settings;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;

import io.mailroom.egress.Tls;
import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Locale;

/** A TLS mode as the wire spells it. */
@NotNull
@Pattern(regexp = "(?i)ssl|starttls|none|noencryption")
@ReportAsSingleViolation
@Constraint(validatedBy = {})
@Target({FIELD, RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@interface SslType {
    String message() default "must be ssl, starttls or none";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The two directions between the wire and {@link Tls}. */
    final class Wire {
        private Wire() {}

        /** {@code noencryption} is how older clients spell {@code none}. */
        static Tls read(String text) {
            String mode = text.toUpperCase(Locale.ROOT);
            return mode.equals("NOENCRYPTION") ? Tls.NONE : Tls.valueOf(mode);
        }

        static String write(Tls tls) {
            return tls.name().toLowerCase(Locale.ROOT);
        }
    }
}
