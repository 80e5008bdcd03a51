package io.mailroom.mime;

/**
 * What a message may be made of before we stop looking into it.
 *
 * @param maxHeaderBytes of one header, the message's or a part's
 * @param maxDepth of multiparts within multiparts
 * @param maxParts leaves and multiparts together
 * @param maxAddresses in all address fields of the header together
 * @param maxUnwrappedBytes of signed messages that are taken out of their signatures, all within one mail together; a
 *     larger one stays the file that it came as
 */
public record ParseLimits(int maxHeaderBytes, int maxDepth, int maxParts, int maxAddresses, int maxUnwrappedBytes) {

    public static final ParseLimits DEFAULT = new ParseLimits(1 << 20, 100, 2000, 1000, 32 << 20);
}
