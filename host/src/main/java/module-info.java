// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Outside the enclave, trusted with nothing: launches it and forwards bytes.
@NullMarked
module dev.strongroom.host {
  requires static org.jspecify;
  requires transitive dev.strongroom.vsock;
  requires tools.jackson.core;

  exports dev.strongroom.host.forward;
  exports dev.strongroom.host.launch;
  exports dev.strongroom.host.wire;
}
