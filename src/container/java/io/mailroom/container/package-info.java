/** What {@code ./mvnw verify -Dcontainer} has made: what goes into the image, and the manifests for Kubernetes. */
@NullMarked
package io.mailroom.container;

import org.jspecify.annotations.NullMarked;
