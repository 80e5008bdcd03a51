package io.mailroom.template;

import org.jspecify.annotations.Nullable;

/** What a template has become. */
public record Words(String subject, String text, @Nullable String html) {}
