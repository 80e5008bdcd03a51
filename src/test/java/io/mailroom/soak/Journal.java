package io.mailroom.soak;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What was asked and answered, and what went wrong when. */
final class Journal {

    /** So long after a fault its consequences are still its own. */
    static final Duration AFTERMATH = Duration.ofSeconds(20);

    record Trouble(Fault fault, Instant begin, Instant end) {

        boolean covers(Instant time) {
            return !time.isBefore(begin) && time.isBefore(end.plus(AFTERMATH));
        }
    }

    /** A request that was not answered as it should be. */
    record Complaint(Instant at, String what, String answer) {}

    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Complaint> complaints = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Trouble> troubles = new ConcurrentLinkedQueue<>();

    void answered(String what) {
        answers.computeIfAbsent(what, it -> new LongAdder()).increment();
    }

    void complain(String what, String answer) {
        complaints.add(new Complaint(Instant.now(), what, answer));
    }

    void over(Fault fault, Instant begin) {
        troubles.add(new Trouble(fault, begin, Instant.now()));
    }

    long answers() {
        return answers.values().stream().mapToLong(LongAdder::sum).sum();
    }

    long complaints() {
        return complaints.size();
    }

    /** Requests that were answered well, by their kind. */
    Map<String, Long> byKind() {
        var sums = new TreeMap<String, Long>();
        answers.forEach((what, number) -> sums.put(what, number.sum()));
        return sums;
    }

    List<Trouble> troubles() {
        return List.copyOf(troubles);
    }

    /** How often what was answered, during which fault. */
    Map<String, Long> complaintsByFault() {
        var sums = new TreeMap<String, Long>();
        complaints.forEach(one ->
                sums.merge(one.answer() + ", " + cause(one).map(Fault::toString).orElse("no fault"), 1L, Long::sum));
        return sums;
    }

    /** Those for which there is no excuse. */
    List<Complaint> inexcusable() {
        return complaints.stream().filter(one -> cause(one).isEmpty()).toList();
    }

    private Optional<Fault> cause(Complaint complaint) {
        return troubles.stream()
                .filter(trouble -> trouble.fault().requestsMayFail() && trouble.covers(complaint.at()))
                .map(Trouble::fault)
                .findFirst();
    }
}
