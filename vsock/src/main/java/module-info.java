// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// AF_VSOCK stream sockets on Linux, made for virtual threads.
///
/// Calls the C library through the FFM API, so it needs
/// `--enable-native-access=dev.strongroom.vsock`.
@NullMarked
@SuppressWarnings("module") // The enclave's runtime is built later.
module dev.strongroom.vsock {
  requires static org.jspecify;

  exports dev.strongroom.vsock;

  // So that one module alone needs native access.
  exports dev.strongroom.vsock.linux to
      dev.strongroom.enclave.runtime;
}
