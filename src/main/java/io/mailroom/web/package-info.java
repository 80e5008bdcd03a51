/** The edge: problems and their mappers, security headers, limits. Reactive. */
@NullMarked
package io.mailroom.web;

import org.jspecify.annotations.NullMarked;
