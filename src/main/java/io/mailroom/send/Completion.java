package io.mailroom.send;

import io.mailroom.account.Caller;
import io.mailroom.item.Correspondents;
import io.mailroom.mime.Address;
import io.mailroom.outbox.EarlierRecipients;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Goes on with addresses that somebody begins to type: those the user wrote to, and those in the collective's mails. Blocking. */
@ApplicationScoped
class Completion {

    private static final int MOST = 12;
    private static final int SENT = 1000;
    private static final int MAILS = 100;

    /** One letter is in nearly every mail, and says too little to look through them. */
    private static final int TELLING = 2;

    /** At a time for one account: what it typed last, and what it typed before. */
    private static final int PLACES = 2;

    private final EarlierRecipients earlier;
    private final Correspondents correspondents;
    private final Map<UUID, Integer> underWay = new ConcurrentHashMap<>();

    Completion(EarlierRecipients earlier, Correspondents correspondents) {
        this.earlier = earlier;
        this.correspondents = correspondents;
    }

    /**
     * The whole field for each way to go on with the last address in it; none while too many answers of the caller's are under way.
     *
     * @param typed addresses with commas between them
     */
    List<String> of(Caller caller, String typed) {
        var account = caller.accountId();
        try {
            return underWay.merge(account, 1, Integer::sum) > PLACES ? List.of() : completed(caller, typed);
        } finally {
            underWay.computeIfPresent(account, (id, number) -> number == 1 ? null : number - 1);
        }
    }

    private List<String> completed(Caller caller, String typed) {
        int begin = TypedAddresses.last(typed);
        var begun = typed.substring(begin).stripLeading();
        var before = typed.substring(0, typed.length() - begun.length());
        return addresses(caller, begun.strip()).stream()
                .map(address -> before + address)
                .toList();
    }

    /** Of nothing, those whom the user wrote to last. */
    private List<String> addresses(Caller caller, String begun) {
        var text = begun.toLowerCase(Locale.ROOT);
        var found = new LinkedHashMap<String, String>();
        take(earlier.of(caller.accountId(), SENT), text, found);
        if (text.length() >= TELLING && found.size() < MOST) {
            take(
                    correspondents.naming(caller.collectiveId(), text, MAILS).stream()
                            .flatMap(header -> TypedAddresses.split(header).stream())
                            .toList(),
                    text,
                    found);
        }
        return List.copyOf(found.values());
    }

    private static void take(List<String> addresses, String text, Map<String, String> into) {
        for (var typed : addresses) {
            if (into.size() >= MOST) {
                return;
            }
            if (typed.toLowerCase(Locale.ROOT).contains(text)) {
                usable(typed)
                        .ifPresent(address ->
                                into.putIfAbsent(address.address().toLowerCase(Locale.ROOT), address.toString()));
            }
        }
    }

    private static Optional<Address> usable(String typed) {
        try {
            return Optional.of(Address.parse(typed));
        } catch (IllegalArgumentException e) { // from a header that somebody else wrote
            return Optional.empty();
        }
    }
}
