package io.mailroom.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class in a browser: its methods are handed a {@link Visit}, each one of its own. Where there is no Chromium it is
 * skipped, unless MAILROOM_REQUIRE_BROWSER says that this is a failure.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Visits.class)
public @interface BrowserTest {}
