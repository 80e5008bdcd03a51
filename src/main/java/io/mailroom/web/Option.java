package io.mailroom.web;

import io.quarkus.qute.TemplateData;

/** One choice of a select or of radio buttons; {@code help} stands below radio buttons. */
@TemplateData
public record Option(String value, String label, String help) {

    public static Option of(String value, String label) {
        return new Option(value, label, "");
    }
}
