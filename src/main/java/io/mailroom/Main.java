package io.mailroom;

import io.mailroom.db.BeforeStart;
import io.mailroom.transfer.DocspellExport;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.util.Arrays;
import java.util.ServiceLoader;

/** Starts the database where none is configured, then the service. */
@QuarkusMain
public final class Main {

    private Main() {}

    public static void main(String... args) throws IOException {
        if (args.length > 0 && args[0].equals("docspell")) {
            System.exit(DocspellExport.run(Arrays.copyOfRange(args, 1, args.length)));
        }
        if (ImageMode.current() == ImageMode.JVM) {
            prepare();
        }
        Quarkus.run(args);
    }

    private static void prepare() throws IOException {
        try {
            for (BeforeStart step : ServiceLoader.load(BeforeStart.class, Main.class.getClassLoader())) {
                step.run();
            }
        } catch (ConfigurationException e) { // for whoever configures it, to whom a stack trace says nothing
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
