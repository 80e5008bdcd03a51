package io.mailroom.mime;

/** A file to send along, read only while the message is written. */
public record Attachment(String name, String contentType, long size, StreamSource source) {}
