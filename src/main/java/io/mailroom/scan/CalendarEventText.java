package io.mailroom.scan;

import io.mailroom.schedule.CalendarEvent;
import io.mailroom.schedule.CalendarEventException;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** A calendar event; the message says which part of it is wrong. */
@Constraint(validatedBy = CalendarEventText.Check.class)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@interface CalendarEventText {
    String message() default "is no calendar event";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Parses it. */
    class Check implements ConstraintValidator<CalendarEventText, String> {
        @Override
        public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
            if (text == null || text.isBlank()) {
                return true; // another constraint's business
            }
            try {
                CalendarEvent.parse(text);
                return true;
            } catch (CalendarEventException e) {
                context.disableDefaultConstraintViolation();
                String message = String.valueOf(e.getMessage()).replaceAll("[{}$\\\\]", "");
                context.buildConstraintViolationWithTemplate(message).addConstraintViolation();
                return false;
            }
        }
    }
}
