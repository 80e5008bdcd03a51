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

/** Text that may stand in a protocol line: a CR or LF would start the next command, a NUL or half a character is no text. */
@Pattern(regexp = "[^\\r\\n\\x00\\p{Cs}]*")
@ReportAsSingleViolation
@Constraint(validatedBy = {})
@Target({FIELD, RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@interface OneLine {
    String message() default "must not contain line breaks or NUL";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
