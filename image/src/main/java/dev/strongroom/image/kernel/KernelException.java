// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

/// Why there is no kernel.
public abstract sealed class KernelException extends Exception
    permits KernelBuildException, KernelDiffersException, NoSandboxException {
  private static final long serialVersionUID = 1;

  KernelException(String message) {
    super(message);
  }
}
