package io.mailroom.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.imap.MailboxInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentMailboxNameTest {

    @Test
    void mailboxThatTheServerNamesShouldWinOverOneThatIsCalledSo() {
        var chosen = SentMailboxName.among(
                List.of(mailbox("Sent"), new MailboxInfo("Postausgang", '/', Set.of("\\HasNoChildren", "\\Sent"))));

        assertThat(chosen).contains("Postausgang");
    }

    @ParameterizedTest
    @CsvSource({
        "INBOX,Drafts,SENT,SENT",
        "INBOX,INBOX/Sent,Archive/2025/Sent,INBOX/Sent",
        "Sent Messages,Sent Items,INBOX,Sent Items",
        "INBOX,Gesendete Objekte,Papierkorb,Gesendete Objekte"
    })
    void mailboxShouldBeFoundByItsName(String one, String two, String three, String expected) {
        var chosen = SentMailboxName.among(Arrays.asList(mailbox(one), mailbox(two), mailbox(three)));

        assertThat(chosen).contains(expected);
    }

    @Test
    void noMailboxShouldBeChosenWhereNoneIsMeant() {
        var onlyLevel = new MailboxInfo("Sent", '/', Set.of("\\Noselect"));

        assertThat(SentMailboxName.among(List.of(mailbox("INBOX"), mailbox("Presents"), onlyLevel)))
                .isEmpty();
    }

    private static MailboxInfo mailbox(String name) {
        return new MailboxInfo(name, '/', Set.of());
    }
}
