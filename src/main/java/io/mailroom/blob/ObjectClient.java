package io.mailroom.blob;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes Amazon's client of what is configured. */
public final class ObjectClient {

    private ObjectClient() {}

    static S3Client of(BlobConfig.S3 config) {
        var access = new BucketAccess(
                config.endpoint(),
                config.region(),
                credentials(config),
                config.pathStyle().orElse(config.endpoint().isPresent()),
                config.attempts());
        return builder(access)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(config.connectTimeout())
                        .socketTimeout(config.readTimeout()))
                .build();
    }

    /** Whose requests go out by another way than the JDK's. */
    public static S3Client of(BucketAccess access, SdkHttpClient http) {
        return builder(access).httpClient(http).build();
    }

    private static S3ClientBuilder builder(BucketAccess access) {
        var client = S3Client.builder()
                .region(Region.of(access.region()))
                .credentialsProvider(access.credentials())
                // The JDK's client fails in ways that are not tried again where a server says no to the question.
                .serviceConfiguration(service -> service.expectContinueEnabled(false))
                .forcePathStyle(access.pathStyle())
                // We send our own; not every server takes those in trailers that the client would add.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(
                        override -> override.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(access.attempts())
                                .build()));
        access.endpoint().ifPresent(client::endpointOverride);
        return client;
    }

    private static AwsCredentialsProvider credentials(BlobConfig.S3 config) {
        if (config.accessKey().isEmpty() || config.secretKey().isEmpty()) {
            return DefaultCredentialsProvider.builder().build();
        }
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(
                config.accessKey().get(), config.secretKey().get()));
    }
}
