package io.mailroom.handover;

import io.mailroom.blob.BucketAccess;
import io.mailroom.blob.ObjectClient;
import io.mailroom.egress.EgressException;
import io.mailroom.egress.WebClient;
import io.mailroom.handover.Outcome.Fault;
import io.mailroom.handover.Outcome.Refused;
import io.mailroom.item.ItemFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Stores files as objects in a bucket of a user, under keys that stay the same. */
@ApplicationScoped
class BucketCarrier implements Carrier {

    private static final String DEFAULT_REGION = "us-east-1";

    /** Whatever else is wrong with a request is wrong with all of them: a name, a region, a key. */
    private static final Set<String> OF_ITEM = Set.of("EntityTooLarge", "KeyTooLongError");

    private final WebClient web;
    private final HandoverConfig config;

    BucketCarrier(WebClient web, HandoverConfig config) {
        this.web = web;
        this.config = config;
    }

    @Override
    public Kind kind() {
        return Kind.S3;
    }

    @Override
    public Outcome deliver(Destination to, Parcel parcel, Consumer<String> remember) {
        return asked(to, client -> {
            String first = "";
            int number = 1;
            for (var file : parcel.files()) {
                String key = key(to, parcel, file, number++);
                put(client, to, parcel, file, key);
                first = first.isEmpty() ? key : first;
            }
            return new Outcome.Delivered(true, 200, null, first, null);
        });
    }

    /** By year and month, so that no listing grows for ever. */
    private static String key(Destination to, Parcel parcel, ItemFile file, int number) {
        String name = FileNames.of(parcel, file, number);
        return Objects.requireNonNullElse(to.options().prefix(), "") + name.substring(0, 4) + "/" + name.substring(5, 7)
                + "/" + name;
    }

    private static void put(S3Client client, Destination to, Parcel parcel, ItemFile file, String key) {
        client.putObject(
                put -> put.bucket(to.options().bucket())
                        .key(key)
                        .contentType(file.contentType())
                        .metadata(Map.of("mailroom-key", parcel.key().toString())),
                RequestBody.fromContentProvider(
                        () -> {
                            try {
                                return file.content().open();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        file.size(),
                        file.contentType()));
    }

    /** What is begun and not ended is no object; so whether we may write can be found out without writing. */
    @Override
    public void check(Destination to, Checks checks) {
        String bucket = to.options().bucket();
        checks.phase(
                "target",
                () -> asked(to, client -> {
                    client.headBucket(head -> head.bucket(bucket));
                    return "The bucket is there.";
                }));
        checks.phase(
                "write",
                () -> asked(to, client -> {
                    String key = Objects.requireNonNullElse(to.options().prefix(), "") + "mailroom-test";
                    String upload = client.createMultipartUpload(
                                    create -> create.bucket(bucket).key(key))
                            .uploadId();
                    client.abortMultipartUpload(
                            abort -> abort.bucket(bucket).key(key).uploadId(upload));
                    return "An upload was begun and taken back.";
                }));
    }

    private <T> T asked(Destination to, Function<S3Client, T> work) {
        var options = to.options();
        var url = Optional.ofNullable(options.url()).map(URI::create);
        var access = new BucketAccess(
                url,
                Objects.requireNonNullElse(options.region(), DEFAULT_REGION),
                StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        Objects.requireNonNullElse(options.accessKey(), ""),
                        Objects.requireNonNullElse(to.secret(), ""))),
                Objects.requireNonNullElse(options.pathStyle(), url.isPresent()),
                1); // it is ours to try again
        try (var client = ObjectClient.of(access, new GuardedHttp(web, config.timeout()))) {
            return work.apply(client);
        } catch (S3Exception e) {
            throw new NotTaken(refused(e));
        } catch (SdkException e) {
            throw new NotTaken(refused(e));
        }
    }

    private static Refused refused(S3Exception e) {
        var details = e.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        String message = details == null ? null : details.errorMessage();
        return new Refused(
                fault(e.statusCode(), code),
                e.statusCode(),
                message == null ? null : Calls.beginning(message),
                "The server of the bucket answered " + e.statusCode() + (code == null ? "" : " " + code) + ".",
                null);
    }

    private static Fault fault(int status, @Nullable String code) {
        if (code != null && OF_ITEM.contains(code)) {
            return Fault.OF_ITEM;
        }
        return Calls.fault(status) == Fault.PASSING ? Fault.PASSING : Fault.OF_DESTINATION;
    }

    /** There was no answer. */
    private static Refused refused(SdkException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof EgressException egress) {
                return Refused.of(Calls.fault(egress), String.valueOf(egress.getMessage()));
            }
            if (cause instanceof UncheckedIOException unreadable) {
                throw unreadable;
            }
        }
        return Refused.of(Fault.PASSING, String.valueOf(e.getMessage()));
    }
}
