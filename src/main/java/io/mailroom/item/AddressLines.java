package io.mailroom.item;

import io.quarkus.qute.TemplateData;
import org.jspecify.annotations.Nullable;

/** Who is in the header of a mail. */
@TemplateData
record AddressLines(Line from, Line to, Line cc) {

    /** The start of a list that is too long to be read, and all of it. */
    @TemplateData
    record Line(String text, @Nullable String all) {

        private static final int LONGEST = 200;

        static Line of(@Nullable String list) {
            if (list == null || list.length() <= LONGEST) {
                return new Line(list == null ? "" : list, null);
            }
            int comma = list.lastIndexOf(", ", LONGEST);
            return new Line(StoredText.of(list, comma > 0 ? comma : LONGEST) + " …", list);
        }
    }

    static AddressLines of(StoredItem.Mail mail) {
        return new AddressLines(Line.of(mail.from()), Line.of(mail.to()), Line.of(mail.cc()));
    }
}
