package io.mailroom.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Measures an installation from its making until it is read. */
final class Meter {

    /**
     * @param lag median, 95th percentile and maximum, in seconds
     * @param rowsInRow rows of large tables that were read without an index, a second
     * @param databaseCpu seconds of CPU a second, as of the others
     * @param resident MiB of the largest replica
     */
    record Reading(
            double runs,
            double[] lag,
            double databaseCpu,
            double statements,
            double transactions,
            double rowsInRow,
            long connections,
            double serviceCpu,
            long resident,
            double dovecotCpu) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.1f runs/s, lag %.2f s median, %.2f s 95 %%, %.2f s longest; PostgreSQL %.3f CPU, %.0f statements/s, %.0f transactions/s,"
                            + " %.0f rows/s without an index, %d connections; replicas %.2f CPU, %d MiB the largest; Dovecot %.2f CPU",
                    runs,
                    lag[0],
                    lag[1],
                    lag[2],
                    databaseCpu,
                    statements,
                    transactions,
                    rowsInRow,
                    connections,
                    serviceCpu,
                    resident,
                    dovecotCpu);
        }
    }

    private final Installation installation;
    private final Instant began;
    private final long start = System.nanoTime();
    private final double databaseCpu;
    private final double serviceCpu;
    private final double dovecotCpu;
    private final long statements;
    private final long transactions;
    private final long rowsInRow;

    Meter(Installation installation) throws SQLException {
        this.installation = installation;
        statements = installation.statistics().statements();
        transactions = installation.statistics().transactions();
        rowsInRow = installation.statistics().rowsReadInRow();
        databaseCpu = installation.databaseCpu();
        serviceCpu = installation.serviceCpu();
        dovecotCpu = installation.dovecotCpu();
        began = Instant.now();
    }

    static Reading over(Installation installation, Duration duration, int every)
            throws SQLException, InterruptedException {
        var meter = new Meter(installation);
        installation.settle(duration);
        return meter.read(every);
    }

    /** @param every minutes between the runs of a task; 0 where all were due when the meter was made */
    Reading read(int every) throws SQLException {
        double seconds = (System.nanoTime() - start) / 1e9;
        double database = installation.databaseCpu() - databaseCpu;
        double services = installation.serviceCpu() - serviceCpu;
        double dovecot = installation.dovecotCpu() - dovecotCpu;
        return new Reading(
                installation.statistics().runsSince(began) / seconds,
                installation.statistics().lagSince(began, every),
                database / seconds,
                (installation.statistics().statements() - statements) / seconds,
                (installation.statistics().transactions() - transactions) / seconds,
                (installation.statistics().rowsReadInRow() - rowsInRow) / seconds,
                installation.statistics().connections(),
                services / seconds,
                installation.resident(),
                dovecot / seconds);
    }
}
