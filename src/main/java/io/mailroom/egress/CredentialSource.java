package io.mailroom.egress;

import java.util.Optional;

/**
 * Where the credential for a server comes from at the moment of connecting. Two that are equal are for the same account,
 * whatever it is let in by at the moment. Blocking.
 */
public interface CredentialSource {

    /** Whom the server knows the account by; empty without a login. */
    String user();

    /**
     * Good at this moment, as far as can be known without asking the server.
     *
     * @throws CredentialException when there is none
     */
    Credential current();

    /**
     * Another one after the server has refused this one; empty when there is none.
     *
     * @throws CredentialException when there may be one, and it could not be had
     */
    Optional<Credential> renewed(Credential refused);

    static CredentialSource fixed(Credential credential) {
        return new Fixed(credential);
    }

    /** What is stored is all there is. */
    record Fixed(Credential current) implements CredentialSource {
        @Override
        public String user() {
            return current.user();
        }

        @Override
        public Optional<Credential> renewed(Credential refused) {
            return Optional.empty();
        }
    }
}
