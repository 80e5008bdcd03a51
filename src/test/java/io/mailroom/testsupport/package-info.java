/** What tests of several rooms need. */
@NullMarked
package io.mailroom.testsupport;

import org.jspecify.annotations.NullMarked;
