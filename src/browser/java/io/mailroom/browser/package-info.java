/** The pages in a real browser, against the packaged service with its sandbox. Compiled and run by the profile {@code browser}. */
@NullMarked
package io.mailroom.browser;

import org.jspecify.annotations.NullMarked;
