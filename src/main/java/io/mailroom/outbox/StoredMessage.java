package io.mailroom.outbox;

import io.mailroom.blob.BlobStore;
import io.mailroom.smtp.MessageSource;
import java.io.IOException;
import java.io.OutputStream;

/** A message as it travels, read from the database when it does. Blocking. */
record StoredMessage(BlobStore blobs, byte[] hash, long size) implements MessageSource {

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (var in = blobs.open(hash)) {
            in.transferTo(out);
        }
    }
}
