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

/** Text of any lines; NUL cannot be stored, and half a character not be sent. */
@Pattern(regexp = "[^\\x00\\p{Cs}]*")
@ReportAsSingleViolation
@Constraint(validatedBy = {})
@Target({FIELD, RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@interface PlainText {
    String message() default "must not contain NUL or half characters";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
