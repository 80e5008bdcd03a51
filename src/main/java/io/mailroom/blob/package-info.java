/**
 * Raw bytes by content hash. Blocking streams.
 *
 * <p>Each content has one row in {@code blob}, and that row says where its bytes are: in PostgreSQL, or in an object of an
 * S3-compatible store. So stores can be changed while both are read, and what keeps references and deletions apart are the
 * locks on that row, wherever the bytes lie: whoever refers to a blob holds it, and nobody deletes what is held.
 *
 * <p>An object is written before the transaction that refers to it commits. Its key is the hash and the id of the upload,
 * which stands in {@code blob_object} before the first byte is sent. An upload that is repeated is harmless, and no key is
 * used twice: a deletion that is late, or whose answer was lost, can never hit what somebody else stores again. And every
 * object that may exist is known, so orphans are found without listing a bucket, which may be shared with others or newer
 * than a database that was restored. They are deleted a day after nothing leads to them, and once more a day later, in case an
 * upload that was given up came in after the first time.
 *
 * <p>Small blobs stay in PostgreSQL: most mails are small, hundreds of them go there in one COPY, and each would be a request of
 * its own to an object store. The bytes are in the large ones.
 */
@NullMarked
package io.mailroom.blob;

import org.jspecify.annotations.NullMarked;
