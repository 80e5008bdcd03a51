package io.mailroom.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Documents of providers, named by what is special about them. */
final class Fixture {

    private Fixture() {}

    static byte[] bytes(String name) {
        try (var file = Objects.requireNonNull(Fixture.class.getResourceAsStream(name), name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
