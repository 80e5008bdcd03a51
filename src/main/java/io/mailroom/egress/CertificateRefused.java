package io.mailroom.egress;

import java.security.cert.CertificateException;

/** A server's certificate was judged, and is not the one to talk to. The message is fit for users. */
final class CertificateRefused extends CertificateException {

    private final Cause failure;
    private final String advice;

    /**
     * @param fact what is wrong with it
     * @param advice what the owner of mail settings can do about it
     */
    CertificateRefused(Cause failure, String fact, String advice) {
        super(fact);
        this.failure = failure;
        this.advice = advice;
    }

    Cause failure() {
        return failure;
    }

    String fact() {
        return String.valueOf(getMessage());
    }

    String advice() {
        return advice;
    }
}
