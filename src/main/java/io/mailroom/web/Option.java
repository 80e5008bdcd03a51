package io.mailroom.web;

/** One choice of a select or of radio buttons; {@code help} stands below radio buttons. */
public record Option(String value, String label, String help) {

    public static Option of(String value, String label) {
        return new Option(value, label, "");
    }
}
