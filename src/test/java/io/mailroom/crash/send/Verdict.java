package io.mailroom.crash.send;

import io.mailroom.crash.send.Sink.Copy;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether what clients were told, what the database has and what the mail server took go together. */
final class Verdict {

    private static final int SHOWN = 5;

    private final Clients clients;
    private final Map<Copy, Integer> taken;
    private final Map<Integer, List<StoredMail>> stored;
    private final Set<String> shownAsUnknown;
    private final Map<String, List<String>> wrong = new LinkedHashMap<>();
    private int sentAfterBreakdown;

    private Verdict(
            Clients clients,
            Map<Copy, Integer> taken,
            Map<Integer, List<StoredMail>> stored,
            Set<String> shownAsUnknown) {
        this.clients = clients;
        this.taken = taken;
        this.stored = stored;
        this.shownAsUnknown = shownAsUnknown;
    }

    static Verdict on(Scene scene, Clients clients, OutboxView outbox) throws SQLException, IOException {
        try (var connection = scene.lookIntoDatabase()) {
            var stored = StoredMail.all(connection).stream().collect(Collectors.groupingBy(StoredMail::number));
            var verdict = new Verdict(clients, scene.sink().taken(), stored, outbox.mails("unknown"));
            verdict.judge();
            return verdict;
        }
    }

    /** No request, and no mail of which nobody would know. */
    void nothingBrokeOff() {
        check(clients.unanswered() == 0, "requests broke off", clients.unanswered());
        clients.heard()
                .values()
                .forEach(answers -> answers.forEach(answer ->
                        check(answer.accepted() || answer.isFinal(), "answered that the service cannot", answer)));
        stored.values()
                .forEach(mails -> mails.forEach(
                        mail -> check(!mail.status().equals("unknown"), "nobody knows what became of it", mail)));
    }

    List<String> violations() {
        var violations = new ArrayList<String>();
        wrong.forEach((what, which) -> violations.add(what + ": " + which.size() + ", such as "
                + which.stream().limit(SHOWN).toList()));
        return violations;
    }

    /** What was counted. */
    Map<String, Integer> tally() {
        var tally = new LinkedHashMap<String, Integer>();
        tally.put("mails asked for", clients.asks().size());
        tally.put("requests that broke off", clients.unanswered());
        for (int status : List.of(200, 202)) {
            tally.put("mails whose request was answered " + status, heardOf(status));
        }
        var byStatus = new HashMap<String, Integer>();
        stored.values().forEach(mails -> mails.forEach(mail -> byStatus.merge(mail.status(), 1, Integer::sum)));
        for (var status : List.of("sent", "failed", "unknown", "queued", "sending")) {
            tally.put("mails " + status, byStatus.getOrDefault(status, 0));
        }
        tally.put("copies delivered", taken.size());
        tally.put("copies delivered of which nobody here knows", delivered("unknown"));
        tally.put("mails stored though the request ended with 500 or 503", sentAfterBreakdown);
        return tally;
    }

    private int heardOf(int status) {
        return (int) clients.heard().values().stream()
                .filter(answers -> answers.stream().anyMatch(answer -> answer.status() == status))
                .count();
    }

    private int delivered(String status) {
        return stored.values().stream()
                .flatMap(List::stream)
                .filter(mail -> mail.status().equals(status))
                .mapToInt(mail -> (int) mail.recipients().entrySet().stream()
                        .filter(recipient -> recipient.getValue().equals(status))
                        .filter(recipient -> times(mail, recipient.getKey()) > 0)
                        .count())
                .sum();
    }

    private void judge() {
        clients.asks().values().forEach(this::judge);
        stored.values().forEach(mails -> mails.forEach(this::judge));
        var known = new HashSet<String>();
        stored.values().forEach(mails -> mails.forEach(mail -> known.add(mail.messageId())));
        taken.forEach((copy, times) -> {
            check(times == 1, "delivered more than once", copy);
            check(known.contains(copy.messageId()), "delivered and not in the database", copy);
        });
    }

    /** What its client was told. */
    private void judge(Ask ask) {
        var mails = stored.getOrDefault(ask.number(), List.of());
        var answers = clients.heard().getOrDefault(ask.number(), List.of());
        check(mails.size() <= 1, "one request is several mails", ask + " " + mails);
        var mail = mails.isEmpty() ? null : mails.getFirst();
        for (var answer : answers) {
            if (answer.accepted()) {
                check(mail != null && mail.id().equals(answer.id()), "accepted and forgotten", ask + " " + answer);
                check(
                        answer.status() != 200 || mail != null && mail.status().equals("sent"),
                        "told to be sent and is not",
                        answer + " " + mail);
            } else if (answer.isFinal()) {
                check(
                        mail == null || mail.status().equals("failed"),
                        "refused for good and went on",
                        answer + " " + mail);
            } else if (mail != null && !ask.keyed()) {
                sentAfterBreakdown++;
            }
        }
    }

    /** What the database says, beside what the mail server took. */
    private void judge(StoredMail mail) {
        check(Set.of("sent", "failed", "unknown").contains(mail.status()), "not settled", mail);
        var states = new HashSet<>(mail.recipients().values());
        check(
                switch (mail.status()) {
                    case "sent" -> states.contains("sent") && !states.contains("unknown");
                    case "failed" -> states.equals(Set.of("failed"));
                    default -> states.contains("unknown");
                },
                "the mail is not what its recipients are",
                mail);
        check(
                mail.status().equals("unknown") == shownAsUnknown.contains(mail.id()),
                "not shown in the outbox as what it is",
                mail);
        mail.recipients().forEach((recipient, state) -> {
            int times = times(mail, recipient);
            switch (state) {
                case "sent" -> check(times == 1, "sent, and delivered " + times + " times", mail);
                case "unknown" -> check(times <= 1, "unknown, and delivered " + times + " times", mail);
                default -> check(times == 0, state + ", and delivered " + times + " times", mail);
            }
        });
    }

    private int times(StoredMail mail, String recipient) {
        return taken.getOrDefault(new Copy(mail.messageId(), recipient), 0);
    }

    private void check(boolean well, String otherwise, Object which) {
        if (!well) {
            wrong.computeIfAbsent(otherwise, it -> new ArrayList<>()).add(which.toString());
        }
    }
}
