package io.mailroom.mime;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.bouncycastle.asn1.ASN1OctetStringParser;
import org.bouncycastle.asn1.ASN1SequenceParser;
import org.bouncycastle.asn1.ASN1StreamParser;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfoParser;
import org.bouncycastle.asn1.cms.SignedDataParser;

/** What was signed, taken out of its signature (RFC 5652 section 5), which nobody here verifies. */
final class SignedContent extends InputStream {

    /** Before the content stand two identifiers and the names of some digests; a parser would hold all of them. */
    private static final int LONGEST_PREAMBLE = 64 * 1024;

    private final InputStream der;
    private final InputStream content;

    private SignedContent(InputStream der, InputStream content) {
        this.der = der;
        this.content = content;
    }

    /**
     * Closing the returned stream closes {@code der}.
     *
     * @param longest no element can be longer, whatever it says
     * @throws IOException also where it is something else, such as an encrypted message or a mere signature
     */
    static InputStream open(InputStream der, long longest) throws IOException {
        var preamble = new Preamble(der);
        try {
            var content = content(preamble, (int) Math.min(longest, Integer.MAX_VALUE));
            preamble.over = true;
            return new SignedContent(der, content);
        } catch (RuntimeException | StackOverflowError malformed) {
            throw malformed(malformed);
        }
    }

    private static InputStream content(InputStream der, int longest) throws IOException {
        if (!(new ASN1StreamParser(der, longest).readObject() instanceof ASN1SequenceParser sequence)) {
            throw new IOException("no ContentInfo");
        }
        var outer = new ContentInfoParser(sequence);
        if (!CMSObjectIdentifiers.signedData.equals(outer.getContentType())) {
            throw new IOException("no SignedData");
        }
        var signed = SignedDataParser.getInstance(outer.getContent(BERTags.SEQUENCE));
        // It has to be read for the parser to get beyond it.
        signed.getDigestAlgorithms().toASN1Primitive();
        var inner = signed.getEncapContentInfo();
        if (CMSObjectIdentifiers.data.equals(inner.getContentType())
                && inner.getContent(BERTags.OCTET_STRING) instanceof ASN1OctetStringParser octets) {
            return octets.getOctetStream();
        }
        throw new IOException("nothing but a signature");
    }

    /** Bouncy Castle throws whatever happens to it, and only the stack ends what is nested without end. */
    private static IOException malformed(Throwable cause) {
        return new IOException("malformed ASN.1", cause);
    }

    @Override
    public int read() throws IOException {
        try {
            return content.read();
        } catch (RuntimeException | StackOverflowError malformed) {
            throw malformed(malformed);
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            return content.read(into, offset, length);
        } catch (RuntimeException | StackOverflowError malformed) {
            throw malformed(malformed);
        }
    }

    @Override
    public void close() throws IOException {
        der.close();
    }

    /** Fails when the content does not begin soon. */
    private static final class Preamble extends FilterInputStream {

        private int read;
        private boolean over;

        Preamble(InputStream source) {
            super(source);
        }

        @Override
        public int read() throws IOException {
            count(1);
            return in.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int got = in.read(into, offset, length);
            count(got);
            return got;
        }

        private void count(int octets) throws IOException {
            if (!over && (read += octets) > LONGEST_PREAMBLE) {
                throw new IOException("no content within the first " + LONGEST_PREAMBLE + " octets");
            }
        }
    }
}
