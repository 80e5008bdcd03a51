package io.mailroom.db;

import java.io.IOException;

/**
 * What has to be done before Quarkus starts, found as a {@link java.util.ServiceLoader service}: so the native build, which
 * registers no services by itself, does not reach it.
 */
public interface BeforeStart {

    void run() throws IOException;
}
