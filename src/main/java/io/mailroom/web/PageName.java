package io.mailroom.web;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;
import static java.lang.annotation.ElementType.TYPE_USE;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A name of something that gets a page of that name, and so none that another page stands at already. */
@Pattern(regexp = "(?!(?:new|authorize)\\z)(?s:.*)", message = PageName.TAKEN)
@Constraint(validatedBy = {})
@Target({FIELD, PARAMETER, RECORD_COMPONENT, TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface PageName {

    String TAKEN = "must not be new or authorize: other pages have these addresses, so choose another name";

    String message() default TAKEN;

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
