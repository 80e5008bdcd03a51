package io.mailroom.transfer;

import io.mailroom.web.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A command for operators: makes of a Docspell database (PostgreSQL) the document that {@code /api/v1/sec/admin/import} takes.
 * It reads, and changes nothing. Passwords of mail settings, which Docspell stores as they are, go nowhere but into the
 * document, sealed.
 */
public final class DocspellExport {

    private static final String USAGE = """
            Usage: docspell JDBC-URL USER FILE
              for example: docspell jdbc:postgresql://localhost/docspell docspell docspell.json
            The database's password is taken from PGPASSWORD, the passphrase that seals the document from
            MAILROOM_PASSPHRASE; each is asked for where it is not there.""";

    /** Is told what of an account is not as it was. */
    interface Told {
        void of(String account, String what, String detail);
    }

    private DocspellExport() {}

    /** @return the status of the process */
    public static int run(String... args) {
        if (args.length != 3) {
            System.err.println(USAGE);
            return 2;
        }
        if (!args[0].startsWith("jdbc:postgresql:")) {
            System.err.println(
                    "Only Docspell on PostgreSQL can be read, not on H2 or MariaDB: dump it into one first.");
            return 2;
        }
        try (var database = DriverManager.getConnection(args[0], args[1], secret("PGPASSWORD", "Database password"))) {
            var key = DocumentKey.fresh(secret("MAILROOM_PASSPHRASE", "Passphrase for the document"));
            try (var file = privately(Path.of(args[2]))) {
                int accounts = write(
                        database,
                        key,
                        file,
                        (account, what, detail) -> System.err.println(account + ", " + what + ": " + detail));
                System.err.println(accounts + " accounts. Import them with POST /api/v1/sec/admin/import, first with"
                        + " dryRun=true.");
            }
            return 0;
        } catch (Problem
                | SQLException
                | IOException e) { // for whoever has called it, to whom a stack trace says nothing
            System.err.println(e.getMessage());
            return 1;
        }
    }

    static int write(Connection database, DocumentKey key, OutputStream target, Told told)
            throws SQLException, IOException {
        database.setAutoCommit(false);
        database.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ); // it may be in use
        database.setReadOnly(true);
        var document = new DocumentWriter(target, key, Scope.EVERYTHING, Instant.now());
        int[] accounts = {0};
        new DocspellAccounts(database, told).each(parcel -> {
            document.add(parcel);
            accounts[0]++;
        });
        document.finish();
        database.rollback();
        return accounts[0];
    }

    private static String secret(String variable, String prompt) {
        @Nullable String set = System.getenv(variable);
        if (set != null) {
            return set;
        }
        var console = System.console();
        if (console == null || !console.isTerminal()) {
            throw Problem.invalid(variable, "must be set, as there is nobody to ask");
        }
        return new String(console.readPassword("%s: ", prompt));
    }

    /** Whatever the umask says. */
    private static OutputStream privately(Path file) throws IOException {
        Files.deleteIfExists(file);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            Files.newByteChannel(file, options, owner).close();
        }
        return new BufferedOutputStream(Files.newOutputStream(file));
    }
}
