// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Files of models: what is in one, its digest, and a tiny one that anybody can make again.
@NullMarked
module dev.strongroom.model {
  requires static org.jspecify;
  requires transitive dev.strongroom.attestation;

  exports dev.strongroom.model;
}
