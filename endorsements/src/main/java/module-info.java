// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Fetches endorsements from their makers' services; believes none of them.
@NullMarked
module dev.strongroom.endorsements {
  requires static org.jspecify;
  requires dev.strongroom.attestation;
  requires java.net.http;
  requires tools.jackson.core;

  exports dev.strongroom.endorsements;
}
