package io.mailroom.blob;

import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Where buckets are, and who asks for them.
 *
 * @param endpoint of another server than Amazon's
 * @param pathStyle whether the bucket is in the path instead of the host name
 * @param attempts how often a request is tried
 */
public record BucketAccess(
        Optional<URI> endpoint, String region, AwsCredentialsProvider credentials, boolean pathStyle, int attempts) {}
