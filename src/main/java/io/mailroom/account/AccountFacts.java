package io.mailroom.account;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * What makes an account, wherever it is: with what opens it.
 *
 * @param issuer of the person's tokens, who has no password then
 * @param subject as the issuer knows them
 * @param collectiveIssuer whose people join the collective
 */
@RegisterForReflection
public record AccountFacts(
        @Nullable @Email @Size(max = 320) String email,
        boolean admin,
        @Nullable @Size(max = 2048) String issuer,
        @Nullable @Size(max = 2048) String subject,
        @Nullable @Size(max = 2048) String collectiveIssuer,

        @Nullable @Pattern(regexp = Passwords.HASH, message = "is no hash that is known here") @Size(max = 1024)
        String passwordHash) {

    @AssertTrue(message = "must have a password or a subject")
    boolean isOpen() {
        return passwordHash != null || issuer != null && subject != null;
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return "AccountFacts[" + email + "]";
    }
}
