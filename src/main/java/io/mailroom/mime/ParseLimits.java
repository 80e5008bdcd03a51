package io.mailroom.mime;

/**
 * What a message may be made of before we stop looking into it.
 *
 * @param maxHeaderBytes of one header, the message's or a part's
 * @param maxDepth of multiparts within multiparts
 * @param maxParts leaves and multiparts together
 * @param maxAddresses in all address fields of the header together
 */
public record ParseLimits(int maxHeaderBytes, int maxDepth, int maxParts, int maxAddresses) {

    public static final ParseLimits DEFAULT = new ParseLimits(1 << 20, 100, 2000, 1000);
}
