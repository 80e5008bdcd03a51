package io.mailroom.testsupport;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority of our own, and certificates signed by it, good ones and bad ones. Needs no program. */
public final class Certificates {

    /** A key, its certificate and the authority's. */
    public record Identity(PrivateKey key, X509Certificate certificate, X509Certificate authority) {

        /** Certificate chain and key in PEM, as servers read them. */
        public void writePem(Path certificateFile, Path keyFile) {
            try {
                Files.writeString(
                        certificateFile,
                        pem("CERTIFICATE", certificate.getEncoded()) + pem("CERTIFICATE", authority.getEncoded()));
                Files.writeString(keyFile, pem("PRIVATE KEY", key.getEncoded()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** For a server socket of this process. */
        public SSLContext serverContext() {
            try {
                var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                keys.init(keyStore(), PASSWORD);
                var context = SSLContext.getInstance("TLS");
                context.init(keys.getKeyManagers(), null, null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Key and chain as a PKCS12 file, its password {@link #PASSWORD}. */
        public byte[] pkcs12() {
            try {
                var out = new ByteArrayOutputStream();
                keyStore().store(out, PASSWORD);
                return out.toByteArray();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private KeyStore keyStore() {
            try {
                var store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry("server", key, PASSWORD, chain());
                return store;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private X509Certificate[] chain() {
            return certificate.equals(authority)
                    ? new X509Certificate[] {certificate}
                    : new X509Certificate[] {certificate, authority};
        }
    }

    public static final char[] PASSWORD = "changeit".toCharArray();

    private static final byte[] ECDSA_WITH_SHA256 = sequence(oid(1, 2, 840, 10045, 4, 3, 2));

    private final KeyPair authorityKeys = newKeys();
    private final String authorityName;
    private final X509Certificate authority;

    public Certificates() {
        this("Mailroom test authority");
    }

    /** @param name of the authority */
    public Certificates(String name) {
        authorityName = name;
        var basicConstraints = sequence(
                oid(2, 5, 29, 19), tlv(0x01, new byte[] {-1}), tlv(0x04, sequence(tlv(0x01, new byte[] {-1}))));
        authority = authority(basicConstraints);
    }

    private Certificates(String name, String dnsName) {
        authorityName = name;
        authority = authority(alternativeName(dnsName));
    }

    private X509Certificate authority(byte[] extension) {
        var now = Instant.now();
        return sign(
                authorityName, authorityKeys, extension, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(30)));
    }

    /** Valid from yesterday, for thirty days. */
    public Identity forHost(String dnsName) {
        var now = Instant.now();
        return identity(dnsName, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(30)));
    }

    /** Was valid until yesterday. */
    public Identity expiredForHost(String dnsName) {
        var now = Instant.now();
        return identity(dnsName, now.minus(Duration.ofDays(30)), now.minus(Duration.ofDays(1)));
    }

    /** Valid in that time and no other. */
    public Identity forHost(String dnsName, Instant from, Instant to) {
        return identity(dnsName, from, to);
    }

    /** Nobody vouches for it but itself. */
    public static Identity selfSigned(String dnsName) {
        var alone = new Certificates(dnsName, dnsName);
        return new Identity(alone.authorityKeys.getPrivate(), alone.authority, alone.authority);
    }

    /** Of the authority, in PEM. */
    public String authorityPem() {
        try {
            return pem("CERTIFICATE", authority.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A PKCS12 trust store with nothing but this authority, its password {@link #PASSWORD}. */
    public void writeTrustStore(Path file) {
        try (var out = Files.newOutputStream(file)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("authority", authority);
            store.store(out, PASSWORD);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Identity identity(String dnsName, Instant from, Instant to) {
        var keys = newKeys();
        return new Identity(keys.getPrivate(), sign(dnsName, keys, alternativeName(dnsName), from, to), authority);
    }

    private static byte[] alternativeName(String dnsName) {
        var name = tlv(0x82, dnsName.getBytes(StandardCharsets.US_ASCII));
        return sequence(oid(2, 5, 29, 17), tlv(0x04, sequence(name)));
    }

    private X509Certificate sign(String subject, KeyPair keys, byte[] extension, Instant from, Instant to) {
        var toBeSigned = sequence(
                tlv(0xa0, integer(BigInteger.TWO)),
                integer(new BigInteger(64, new SecureRandom())),
                ECDSA_WITH_SHA256,
                commonName(authorityName),
                sequence(time(from), time(to)),
                commonName(subject),
                keys.getPublic().getEncoded(),
                tlv(0xa3, sequence(extension)));
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(authorityKeys.getPrivate());
            signature.update(toBeSigned);
            var certificate = sequence(toBeSigned, ECDSA_WITH_SHA256, bits(signature.sign()));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] der) {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n";
    }

    // DER (X.690): a tag, a length, a value.

    private static byte[] commonName(String name) {
        return sequence(tlv(0x31, sequence(oid(2, 5, 4, 3), tlv(0x0c, name.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] time(Instant instant) {
        var text = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(instant);
        return tlv(0x18, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] integer(BigInteger value) {
        return tlv(0x02, value.toByteArray());
    }

    private static byte[] bits(byte[] value) {
        return tlv(0x03, concat(new byte[] {0}, value));
    }

    private static byte[] oid(int... arcs) {
        var out = new ByteArrayOutputStream();
        out.write(arcs[0] * 40 + arcs[1]);
        for (int i = 2; i < arcs.length; i++) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arcs[i] >> shift > 0) {
                    out.write(arcs[i] >> shift & 0x7f | 0x80);
                }
            }
            out.write(arcs[i] & 0x7f);
        }
        return tlv(0x06, out.toByteArray());
    }

    private static byte[] sequence(byte[]... parts) {
        return tlv(0x30, concat(parts));
    }

    private static byte[] tlv(int tag, byte[] value) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (value.length < 0x80) {
            out.write(value.length);
        } else {
            var length = new BigInteger(Integer.toString(value.length)).toByteArray();
            int skip = length[0] == 0 ? 1 : 0;
            out.write(0x80 | length.length - skip);
            out.write(length, skip, length.length - skip);
        }
        out.writeBytes(value);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
