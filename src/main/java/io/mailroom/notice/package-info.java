/** Mail from the operator to users, kept in an outbox until a mail server has taken it. Blocking. */
@NullMarked
package io.mailroom.notice;

import org.jspecify.annotations.NullMarked;
