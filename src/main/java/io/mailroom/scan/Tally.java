package io.mailroom.scan;

/** The numbers of a run, or of a part of it. matched is their sum by construction. */
record Tally(long imported, long duplicate, long filtered, long failed, long bytes) {

    static final Tally NOTHING = new Tally(0, 0, 0, 0, 0);

    long matched() {
        return imported + duplicate + filtered + failed;
    }

    Tally plus(Tally other) {
        return new Tally(
                imported + other.imported,
                duplicate + other.duplicate,
                filtered + other.filtered,
                failed + other.failed,
                bytes + other.bytes);
    }
}
