/** OAuth2 providers, grants, and access tokens that are always fresh. Reactive edge, blocking protocol. */
@NullMarked
package io.mailroom.oauth;

import org.jspecify.annotations.NullMarked;
