// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Evidence that a person's key lives in a phone's own hardware: verified without a network.
@NullMarked
module dev.strongroom.handheld {
  requires static org.jspecify;
  requires transitive dev.strongroom.attestation;

  exports dev.strongroom.handheld;
  exports dev.strongroom.handheld.android;
  exports dev.strongroom.handheld.apple;
}
