/** How we reach out: a server's address, its TLS, and the credential shown to it. Ground, blocking. */
@NullMarked
package io.mailroom.egress;

import org.jspecify.annotations.NullMarked;
