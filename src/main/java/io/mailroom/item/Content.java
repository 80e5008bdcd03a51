package io.mailroom.item;

import java.io.IOException;
import java.io.InputStream;

/** Bytes that can be downloaded, from anywhere within them. */
interface Content extends ItemFile.Bytes {

    byte[] sha256();

    /** From {@code offset} to the end. */
    InputStream open(long offset) throws IOException;

    @Override
    default InputStream open() throws IOException {
        return open(0);
    }
}
