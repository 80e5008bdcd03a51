package io.mailroom.item;

import io.mailroom.mime.MessageHeader;

/** What an item says that was made of a mail. */
public record ReceivedMail(MessageHeader header, String text) {}
