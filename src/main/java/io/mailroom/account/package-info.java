/** Who a user is to us: sign-up, login, tokens; the owner key of every other room. Reactive. */
@NullMarked
package io.mailroom.account;

import org.jspecify.annotations.NullMarked;
