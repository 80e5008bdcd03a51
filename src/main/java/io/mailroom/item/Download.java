package io.mailroom.item;

import io.mailroom.web.Problem;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * The answer to who downloads: all of it, a range, or nothing new (RFC 9110 sections 13 and 14).
 *
 * @param disposition as in the header
 * @param policy what the browser lets it do
 */
record Download(Content content, String disposition, String type, String policy) {

    /** To be kept as a file, whatever it is. */
    static Download kept(Content content, String name, String type) {
        return new Download(content, ContentDisposition.attachment(name), type, "sandbox");
    }

    /** To be looked at within a page. */
    static Download shown(Content content, String name, String type, String policy) {
        return new Download(content, ContentDisposition.inline(name), type, policy);
    }

    /** What the client asks for, as its headers say it. */
    record Conditions(
            @Parameter(example = "bytes=0-1023") @HeaderParam("Range") @Nullable
            String range,

            @HeaderParam("If-Range") @Nullable String ifRange,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {}

    RestResponse<InputStream> answer(Conditions conditions, HttpServerResponse response) throws IOException {
        var tag = '"' + HexFormat.of().formatHex(content.sha256()) + '"';
        if (conditions.ifNoneMatch != null && names(conditions.ifNoneMatch, tag)) {
            return headers(304, tag, response).build();
        }
        boolean rangeHolds =
                conditions.ifRange == null || conditions.ifRange.strip().equals(tag);
        return switch (ByteRange.of(rangeHolds ? conditions.range : null, content.size())) {
            case ByteRange.Whole() ->
                body(200, tag, 0, content.size(), response).build();
            case ByteRange.Part part ->
                body(206, tag, part.first(), part.length(), response)
                        .header("Content-Range", "bytes %d-%d/%d".formatted(part.first(), part.last(), content.size()))
                        .build();
            case ByteRange.Unsatisfiable() -> {
                // Set here, as a problem brings no headers of its own.
                response.putHeader("Content-Range", "bytes */" + content.size());
                throw Problem.of(
                        416,
                        "range",
                        "Range not satisfiable",
                        "It has " + content.size() + " bytes; the range asks for others.");
            }
        };
    }

    private RestResponse.ResponseBuilder<InputStream> body(
            int status, String tag, long offset, long length, HttpServerResponse response) throws IOException {
        return headers(status, tag, response)
                .entity(new Limited(content.open(offset), length))
                .header(HttpHeaders.CONTENT_TYPE, type)
                .header(HttpHeaders.CONTENT_LENGTH, length)
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition)
                .header("Content-Security-Policy", policy);
    }

    private static RestResponse.ResponseBuilder<InputStream> headers(
            int status, String tag, HttpServerResponse response) {
        response.headers().remove(HttpHeaders.CACHE_CONTROL); // every answer begins with no-store,
        response.headers().remove("Content-Security-Policy"); // and a page with what pages may do
        return RestResponse.ResponseBuilder.<InputStream>create(status)
                .header(HttpHeaders.ETAG, tag)
                .header("Accept-Ranges", "bytes")
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    }

    private static boolean names(String ifNoneMatch, String tag) {
        return Arrays.stream(ifNoneMatch.split(","))
                .map(String::strip)
                .anyMatch(each -> each.equals("*") || each.equals(tag) || each.equals("W/" + tag));
    }

    /** The first bytes of a stream. */
    private static final class Limited extends InputStream {

        private final InputStream in;
        private long left;

        Limited(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            int octet = left > 0 ? in.read() : -1;
            left -= octet < 0 ? 0 : 1;
            return octet;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(0, count);
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
