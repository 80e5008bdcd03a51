package io.mailroom.settings;

import static java.lang.annotation.ElementType.TYPE;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Ignoring certificates, pinning one, and authorities of one's own exclude each other. */
@Constraint(validatedBy = OneTrust.Validator.class)
@Target(TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OneTrust {
    String message() default
            "excludes the others: choose one of ignoreCertificates, pinnedCertificate and caCertificates";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    final class Validator implements ConstraintValidator<OneTrust, MailSettingInput<?>> {

        @Override
        public boolean isValid(MailSettingInput<?> input, ConstraintValidatorContext context) {
            var chosen = Stream.of(
                            Boolean.TRUE.equals(input.ignoreCertificates()) ? "ignoreCertificates" : "",
                            given(input.pinnedCertificate()) ? "pinnedCertificate" : "",
                            given(input.caCertificates()) ? "caCertificates" : "")
                    .filter(field -> !field.isEmpty())
                    .toList();
            if (chosen.size() <= 1) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            chosen.forEach(
                    field -> context.buildConstraintViolationWithTemplate(context.getDefaultConstraintMessageTemplate())
                            .addPropertyNode(field)
                            .addConstraintViolation());
            return false;
        }

        private static boolean given(@Nullable String text) {
            return text != null && !text.isEmpty();
        }
    }
}
