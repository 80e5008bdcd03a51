package io.mailroom.bench;

import io.mailroom.testsupport.DovecotServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;

/** What a mailbox is filled with. */
enum Mix {

    /** 60 % of 5 KB, 30 % of 60 KB with an attachment, 9 % of 500 KB, 1 % of 5 MB: 0.12 MB on average. */
    MIXED {
        @Override
        byte[] mail(int number) {
            int kind = number % 100;
            if (kind == 99) {
                return SampleMail.withAttachment(number, 5_000_000);
            }
            return kind >= 90 ? SampleMail.withAttachment(number, 500_000) : small(number, kind % 9);
        }
    },

    /** 60 % of 5 KB, 30 % of 60 KB with an attachment, 10 % of 500 KB: 0.07 MB on average. */
    LIGHT {
        @Override
        byte[] mail(int number) {
            return number % 10 == 9 ? SampleMail.withAttachment(number, 500_000) : small(number, number % 10);
        }
    };

    abstract byte[] mail(int number);

    /** Two small ones to one with an attachment. */
    private static byte[] small(int number, int kind) {
        if (kind >= 6) {
            return SampleMail.withAttachment(number, 60_000);
        }
        return kind < 2 ? SampleMail.international(number, 5_000) : SampleMail.text(number, 5_000);
    }

    /** @return the bytes delivered */
    long fill(DovecotServer dovecot, String user, int first, int mails) {
        long bytes = 0;
        var some = new ArrayList<byte[]>();
        for (int i = 0; i < mails; i++) {
            byte[] mail = mail(first + i);
            bytes += mail.length;
            some.add(mail);
            if (some.size() == 100 || i == mails - 1) {
                dovecot.deliver(user, "INBOX", some);
                some.clear();
            }
        }
        settle();
        return bytes;
    }

    /** What was delivered goes to the disk now, and not while something else is measured. */
    private static void settle() {
        try {
            new ProcessBuilder("sync").start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
