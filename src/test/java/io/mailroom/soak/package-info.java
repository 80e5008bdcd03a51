/** Uses the service as many people do, for hours, while everything around it fails in turn, and looks whether it stays as it was. */
@NullMarked
package io.mailroom.soak;

import org.jspecify.annotations.NullMarked;
