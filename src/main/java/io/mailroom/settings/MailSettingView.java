package io.mailroom.settings;

import io.mailroom.health.HealthView;
import org.jspecify.annotations.Nullable;

/** What is shown of settings of either kind. */
interface MailSettingView {

    String name();

    String host();

    @Nullable
    Integer port();

    @Nullable
    String user();

    String sslType();

    boolean ignoreCertificates();

    @Nullable
    String pinnedCertificate();

    @Nullable
    String caCertificates();

    boolean useOAuth();

    @Nullable
    String oauthGrant();

    HealthView health();

    long version();
}
