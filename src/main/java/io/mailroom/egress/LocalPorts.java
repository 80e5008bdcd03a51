package io.mailroom.egress;

import java.util.Set;

/** Ports of loopback that a room of ours listens on for users to connect to, whatever addresses are allowed otherwise. */
public interface LocalPorts {
    Set<Integer> ports();
}
