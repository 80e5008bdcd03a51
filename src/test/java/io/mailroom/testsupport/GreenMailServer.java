package io.mailroom.testsupport;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;

/** A GreenMail with IMAP and SMTP on free ports of loopback, in this process. */
public final class GreenMailServer implements AutoCloseable {

    public static final String PASSWORD = "correct-horse-battery-staple";

    private final GreenMail greenMail;

    private GreenMailServer(GreenMail greenMail) {
        this.greenMail = greenMail;
    }

    public static GreenMailServer start() {
        var greenMail = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP)
        });
        greenMail.start();
        return new GreenMailServer(greenMail);
    }

    /** A user whose login is the address; the password is {@link #PASSWORD}. */
    public GreenMailUser user(String address) {
        return greenMail.setUser(address, address, PASSWORD);
    }

    public MailServer imap() {
        return Loopback.server("127.0.0.1", greenMail.getImap().getPort(), Tls.NONE, Trust.SYSTEM);
    }

    public MailServer smtp() {
        return Loopback.server("127.0.0.1", greenMail.getSmtp().getPort(), Tls.NONE, Trust.SYSTEM);
    }

    /** The library itself, for what only it can do. */
    public GreenMail greenMail() {
        return greenMail;
    }

    @Override
    public void close() {
        greenMail.stop();
    }
}
