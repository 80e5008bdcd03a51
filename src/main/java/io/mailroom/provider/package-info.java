/** From an e-mail address to the servers of its provider: presets, autoconfig, DNS. Blocking, no database. */
@NullMarked
package io.mailroom.provider;

import org.jspecify.annotations.NullMarked;
