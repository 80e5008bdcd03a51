package io.mailroom.egress;

import java.net.ConnectException;

/** Every address of a host is one that the operator allows no connection to. The message is fit for users. */
final class EgressDenied extends ConnectException {
    EgressDenied(String message) {
        super(message);
    }
}
