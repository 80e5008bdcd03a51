package io.mailroom.mime;

import java.io.IOException;
import java.io.InputStream;

/** Content that can be read, and more than once. */
@FunctionalInterface
public interface StreamSource {

    InputStream open() throws IOException;
}
