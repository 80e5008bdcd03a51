package io.mailroom.provider;

/** What one source said. */
sealed interface Finding {
    record Found(Proposal proposal) implements Finding {}

    /** It was asked, and knows of nothing. */
    record Nothing(String why) implements Finding {}

    /** It could not be asked, or what it said could not be used. */
    record Failed(String why) implements Finding {}
}
