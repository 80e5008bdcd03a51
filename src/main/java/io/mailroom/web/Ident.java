package io.mailroom.web;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;
import static java.lang.annotation.ElementType.TYPE_USE;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A name that may stand in a URL. */
@Pattern(regexp = "(?!\\.{1,2}\\z)[A-Za-z0-9_.@-]{1,128}")
@ReportAsSingleViolation
@Constraint(validatedBy = {})
@Target({FIELD, PARAMETER, RECORD_COMPONENT, TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Ident {
    String message() default
            "must be 1 to 128 of the characters A-Z a-z 0-9 - _ . @ and nothing else, because it stands in URLs";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
