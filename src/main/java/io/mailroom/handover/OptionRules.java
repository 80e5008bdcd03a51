package io.mailroom.handover;

import io.mailroom.web.Problem.FieldError;
import io.mailroom.webhook.SigningSecret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What each kind cannot do without, and what nobody could deliver to. */
final class OptionRules {

    private static final int HIGHEST_PORT = 65_535;

    private final Options options;
    private final List<FieldError> errors = new ArrayList<>();

    /** @param secret a new one; null where the stored one stays */
    OptionRules(Kind kind, Options options, boolean hasSecret, @Nullable String secret) {
        this.options = options;
        switch (kind) {
            case DOCSPELL -> docspell(hasSecret);
            case PAPERLESS -> paperless(hasSecret);
            case FOLDER -> folder();
            case S3 -> bucket(hasSecret);
            case WEBHOOK -> webhook(hasSecret, secret);
        }
    }

    List<FieldError> errors() {
        return List.copyOf(errors);
    }

    private void docspell(boolean hasSecret) {
        url(true);
        boolean source = isGiven(options.source());
        if (source == isGiven(options.collective())) {
            wrong("options.source", "or a collective must be given, and not both");
        }
        if (!source && isGiven(options.user()) && !hasSecret) {
            wrong("secret", "must be the password of this user");
        }
        if (!source && isGiven(options.header()) && !hasSecret) {
            wrong("secret", "must be the value of this header");
        }
    }

    private void paperless(boolean hasSecret) {
        url(true);
        secret(hasSecret, "must be a token of paperless-ngx");
        if (options.tagList().stream().anyMatch(tag -> !tag.matches("\\d{1,9}"))) {
            wrong("options.tags", "must be ids, as paperless-ngx shows them in its addresses");
        }
    }

    private void folder() {
        if (isGiven(options.path())) {
            for (String segment : String.valueOf(options.path()).strip().split("/", -1)) {
                if (!segment.equals(FileNames.safe(segment))) {
                    wrong("options.path", "must be names with / between them, none empty or beginning with a dot");
                    return;
                }
            }
        }
    }

    private void bucket(boolean hasSecret) {
        url(false);
        if (!isGiven(options.bucket())) {
            wrong("options.bucket", "must be given");
        }
        if (!isGiven(options.accessKey())) {
            wrong("options.accessKey", "must be given");
        }
        secret(hasSecret, "must be the secret key");
    }

    private void webhook(boolean hasSecret, @Nullable String secret) {
        url(true);
        secret(hasSecret, "must be given: calls are signed with it");
        if (secret != null && !secret.isBlank() && !SigningSecret.isOne(secret)) {
            wrong("secret", "must be whsec_ and the Base64 of 24 to 64 bytes");
        }
    }

    private void url(boolean needed) {
        String url = options.url();
        if (url == null || url.isBlank()) {
            if (needed) {
                wrong("options.url", "must be given");
            }
        } else if (!isUsable(url)) {
            wrong("options.url", "must be an absolute http or https URL without user information and fragment");
        }
    }

    private void secret(boolean there, String message) {
        if (!there) {
            wrong("secret", message);
        }
    }

    private void wrong(String field, String message) {
        errors.add(new FieldError(field, message));
    }

    private static boolean isGiven(@Nullable String text) {
        return text != null && !text.isBlank();
    }

    private static boolean isUsable(String text) {
        try {
            var uri = new URI(text.strip());
            return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getPort() != 0
                    && uri.getPort() <= HIGHEST_PORT
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
