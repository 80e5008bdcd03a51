package io.mailroom.provider;

import java.util.ArrayList;
import java.util.List;

/** Which of the proposals are shown: each once, and unencrypted servers only where nobody knows of any other. */
final class Choice {

    private Choice() {}

    /** @param found the most trusted first */
    static List<Proposal> of(List<Proposal> found) {
        boolean imap = found.stream().flatMap(one -> one.imap().stream()).anyMatch(Server::encrypted);
        boolean smtp = found.stream().flatMap(one -> one.smtp().stream()).anyMatch(Server::encrypted);
        var chosen = new ArrayList<Proposal>();
        for (var proposal : found) {
            var shown = proposal.showing(
                    imap ? encrypted(proposal.imap()) : proposal.imap(),
                    smtp ? encrypted(proposal.smtp()) : proposal.smtp());
            if (!shown.empty() && chosen.stream().noneMatch(shown::sameServers)) {
                chosen.add(shown);
            }
        }
        return List.copyOf(chosen);
    }

    private static List<Server> encrypted(List<Server> servers) {
        return servers.stream().filter(Server::encrypted).toList();
    }
}
