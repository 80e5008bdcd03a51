package io.mailroom.oauth;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Where secrets may be sent: https (RFC 6749 section 3.2), or http within this machine. */
@Constraint(validatedBy = EndpointUri.Validator.class)
@Target({FIELD, RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@interface EndpointUri {
    String message() default "must be an address that begins with https:// and has no fragment";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    final class Validator implements ConstraintValidator<EndpointUri, String> {

        private static final int LONGEST = 2048;

        @Override
        public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
            if (text == null || text.isEmpty()) {
                return true;
            }
            try {
                var uri = new URI(text);
                return text.length() <= LONGEST
                        && uri.getHost() != null
                        && uri.getRawUserInfo() == null
                        && uri.getRawFragment() == null
                        && ("https".equalsIgnoreCase(uri.getScheme())
                                || "http".equalsIgnoreCase(uri.getScheme()) && isThisMachine(uri.getHost()));
            } catch (URISyntaxException e) {
                return false;
            }
        }

        private static boolean isThisMachine(String host) {
            return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
        }
    }
}
