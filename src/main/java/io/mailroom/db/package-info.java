/** The database: the bridge from blocking code to it, and the embedded PostgreSQL of a plain start. Ground. */
@NullMarked
package io.mailroom.db;

import org.jspecify.annotations.NullMarked;
