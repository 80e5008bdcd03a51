package io.mailroom.blob;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects in one bucket of an S3-compatible server. What is sent is checked on both sides: by the server, with the MD5 and
 * the SHA-256 of each request, and here, with the hash of the whole. Blocking.
 */
final class ObjectStore implements AutoCloseable {

    private final String name;
    private final BlobConfig.S3 config;
    private final S3Client client;
    private final int partSize;
    private final Semaphore uploads;

    ObjectStore(String name, BlobConfig.S3 config) {
        this.name = name;
        this.config = config;
        this.client = ObjectClient.of(config);
        this.partSize = Math.toIntExact(config.partSize().asLongValue());
        this.uploads = new Semaphore(config.uploads(), true);
    }

    /** There is no such object (any more). */
    static final class Gone extends IOException {
        Gone(String key) {
            super("There is no object " + key + ".");
        }
    }

    private String key(StoredObject object) {
        return config.prefix().orElse("") + object.key();
    }

    /** Stores all of {@code bytes} or nothing, and never what has another hash. */
    void put(StoredObject object, ByteSource bytes) {
        uploads.acquireUninterruptibly();
        try (var in = new DigestInputStream(bytes.open(), Hashes.sha256())) {
            var first = in.readNBytes((int) Math.min(partSize, object.size() + 1));
            if (first.length < partSize) {
                Hashes.check(object, first.length, in.getMessageDigest(), "was stored");
                putWhole(object, first);
            } else {
                putInParts(object, first, in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            uploads.release();
        }
    }

    private void putWhole(StoredObject object, byte[] bytes) {
        var request = PutObjectRequest.builder()
                .bucket(config.bucket())
                .key(key(object))
                .contentMD5(Hashes.md5(bytes, bytes.length))
                .checksumSHA256(Base64.getEncoder().encodeToString(object.hash()));
        config.encryption().ifPresent(request::serverSideEncryption);
        config.kmsKey().ifPresent(request::ssekmsKeyId);
        ask("store", () -> client.putObject(request.build(), body(bytes, bytes.length)));
    }

    private void putInParts(StoredObject object, byte[] first, DigestInputStream in) throws IOException {
        var request =
                CreateMultipartUploadRequest.builder().bucket(config.bucket()).key(key(object));
        config.encryption().ifPresent(request::serverSideEncryption);
        config.kmsKey().ifPresent(request::ssekmsKeyId);
        String upload = ask("store", () -> client.createMultipartUpload(request.build()))
                .uploadId();
        try {
            var parts = new ArrayList<CompletedPart>();
            long size = 0;
            var part = first;
            for (int length = part.length; length > 0; length = in.readNBytes(part, 0, partSize)) {
                parts.add(putPart(object, upload, parts.size() + 1, part, length));
                size += length;
            }
            Hashes.check(object, size, in.getMessageDigest(), "was stored");
            complete(object, upload, parts);
        } catch (IOException | RuntimeException e) {
            abort(object, upload, e);
            throw e;
        }
    }

    private CompletedPart putPart(StoredObject object, String upload, int number, byte[] bytes, int length) {
        var stored = ask(
                "store",
                () -> client.uploadPart(
                        part -> part.bucket(config.bucket())
                                .key(key(object))
                                .uploadId(upload)
                                .partNumber(number)
                                .contentMD5(Hashes.md5(bytes, length)),
                        body(bytes, length)));
        return CompletedPart.builder().partNumber(number).eTag(stored.eTag()).build();
    }

    /** A lost answer may have been a yes, and then there is no such upload when it is asked again: the object says. */
    private void complete(StoredObject object, String upload, List<CompletedPart> parts) {
        try {
            ask(
                    "store",
                    () -> client.completeMultipartUpload(completed -> completed
                            .bucket(config.bucket())
                            .key(key(object))
                            .uploadId(upload)
                            .multipartUpload(all -> all.parts(parts))));
        } catch (BlobsUnavailable e) {
            if (!(e.getCause() instanceof NoSuchUploadException)) {
                throw e;
            }
        }
        long size = ask(
                        "store",
                        () -> client.headObject(
                                head -> head.bucket(config.bucket()).key(key(object))))
                .contentLength();
        if (size != object.size()) {
            throw new BlobsUnavailable(where() + " has put the parts of an object together wrongly.", null);
        }
    }

    private void abort(StoredObject object, String upload, Exception why) {
        try {
            client.abortMultipartUpload(AbortMultipartUploadRequest.builder()
                    .bucket(config.bucket())
                    .key(key(object))
                    .uploadId(upload)
                    .build());
        } catch (SdkException e) {
            why.addSuppressed(e); // collected later
        }
    }

    /** In memory, so that it can be sent again. */
    private static RequestBody body(byte[] bytes, int length) {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(bytes, 0, length), length, "application/octet-stream");
    }

    /**
     * The bytes from {@code from} to before {@code to}, which are in the object.
     *
     * @throws Gone when there is no such object
     */
    Body open(StoredObject object, long from, long to) throws Gone {
        try {
            var answer = ask(
                    "read",
                    () -> client.getObject(get ->
                            get.bucket(config.bucket()).key(key(object)).range("bytes=" + from + "-" + (to - 1))));
            return new Body(answer, answer::abort);
        } catch (BlobsUnavailable e) {
            if (e.getCause() instanceof NoSuchKeyException) {
                throw new Gone(key(object));
            }
            throw e;
        }
    }

    /** What a server sends. {@code abort} instead of reading on. */
    record Body(InputStream bytes, Runnable abort) {}

    /** Of an object that nobody is storing any more, also what was sent of it in parts. */
    void delete(StoredObject object) {
        ask(
                "delete",
                () -> client.deleteObject(gone -> gone.bucket(config.bucket()).key(key(object))));
        if (object.size() >= partSize) {
            ask(
                            "delete",
                            () -> client.listMultipartUploads(
                                    list -> list.bucket(config.bucket()).prefix(key(object))))
                    .uploads()
                    .forEach(left -> ask(
                            "delete",
                            () -> client.abortMultipartUpload(abort -> abort.bucket(config.bucket())
                                    .key(left.key())
                                    .uploadId(left.uploadId()))));
        }
    }

    private <T> T ask(String what, Supplier<T> request) {
        try {
            return request.get();
        } catch (S3Exception e) {
            throw unavailable(what, e.statusCode() + " " + code(e), e);
        } catch (SdkClientException e) {
            throw unavailable(what, root(e), e);
        } catch (SdkException e) {
            throw unavailable(what, String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw unavailable(what, root(e), e);
        }
    }

    private BlobsUnavailable unavailable(String what, String answer, RuntimeException e) {
        return new BlobsUnavailable(where() + " does not " + what + ": " + answer, e);
    }

    private String where() {
        return "The object store mailroom.blob.s3." + name + " (bucket " + config.bucket() + ")";
    }

    private static String code(S3Exception e) {
        var details = e.awsErrorDetails();
        return details == null || details.errorCode() == null
                ? String.valueOf(e.getMessage())
                : details.errorCode() + (details.errorMessage() == null ? "" : ", " + details.errorMessage());
    }

    private static String root(Throwable e) {
        var root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof UnknownHostException) {
            return "its host is not known";
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    @Override
    public void close() {
        client.close();
    }
}
