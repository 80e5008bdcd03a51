package io.mailroom.egress;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Judges the certificates that servers show by what a connection trusts, and keeps what was shown, whatever the verdict. */
final class Judge extends X509ExtendedTrustManager {

    private static final X509Certificate[] NOBODY = {};

    private final Trust trust;
    private final Consumer<TlsInfo> seen;

    /** @param seen is told of every handshake before it is judged */
    Judge(Trust trust, Consumer<TlsInfo> seen) {
        this.trust = trust;
        this.seen = seen;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge(
                chain,
                authType,
                ((SSLSocket) socket).getHandshakeSession(),
                by -> by.checkServerTrusted(chain, authType, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge(chain, authType, engine.getHandshakeSession(), by -> by.checkServerTrusted(chain, authType, engine));
    }

    private void judge(X509Certificate[] chain, String authType, SSLSession session, Check check)
            throws CertificateException {
        seen.accept(new TlsInfo(session.getProtocol(), session.getCipherSuite(), List.of(chain)));
        switch (trust) {
            case Trust.Anything anything -> {}
            case Trust.Pinned(var sha256) -> {
                if (!TlsInfo.fingerprint(chain[0]).equals(sha256)) {
                    throw new Objection(chain, session, trust).anotherThanPinned();
                }
            }
            case Trust.System system -> judge(chain, authType, session, check, Runtime.AUTHORITIES);
            case Trust.OwnCa(var pem) ->
                judge(chain, authType, session, check, managerOf(storeOf(Authorities.of(pem))));
        }
    }

    private void judge(
            X509Certificate[] chain, String authType, SSLSession session, Check check, X509ExtendedTrustManager by)
            throws CertificateException {
        try {
            check.run(by);
        } catch (CertificateException e) {
            throw new Objection(chain, session, trust).to(e, by, authType);
        }
    }

    private interface Check {
        void run(X509ExtendedTrustManager by) throws CertificateException;
    }

    /** What the Java runtime trusts: decided once, and not before somebody asks. */
    private static final class Runtime {
        static final X509ExtendedTrustManager AUTHORITIES = managerOf(null);
    }

    private static X509ExtendedTrustManager managerOf(@Nullable KeyStore store) {
        try {
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return Stream.of(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no way to judge certificates", e);
        }
    }

    private static KeyStore storeOf(List<X509Certificate> authorities) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no place to keep certificates", e);
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return NOBODY; // only servers tell whom they accept
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException("a certificate is judged with its connection");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException("we are no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw new UnsupportedOperationException("we are no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        throw new UnsupportedOperationException("we are no server");
    }
}
