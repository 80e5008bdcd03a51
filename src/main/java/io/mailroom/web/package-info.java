/** The edge: problems and their mappers, security headers, limits, and what all pages have in common. Reactive. */
@NullMarked
package io.mailroom.web;

import org.jspecify.annotations.NullMarked;
