// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import java.util.List;

/// This machine lets nobody start programs in a root of their own: neither as root nor by user
/// namespaces.
public final class NoSandboxException extends KernelException {
  private static final long serialVersionUID = 1;

  /// @param attempts each way with what came of it
  NoSandboxException(List<String> attempts) {
    super(
        "the kernel is built in a root of its own, and this machine doesn't allow one:\n  "
            + String.join("\n  ", attempts)
            + "\nWhat helps: run it as root; or allow user namespaces (sysctl"
            + " kernel.unprivileged_userns_clone=1, user.max_user_namespaces=1000,"
            + " kernel.apparmor_restrict_unprivileged_userns=0, as far as they exist); or build it on"
            + " another x86-64 Linux and give the file with --kernel.");
  }
}
