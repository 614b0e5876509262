// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

/// What has to be done for a kernel, in this order.
public enum BuildStep {
  /// Another process builds at the moment.
  WAIT("Waiting for another build"),
  /// Pinned packages come from cache, folder or mirror.
  FETCH("Fetching packages"),
  /// They become a root folder.
  TOOLCHAIN("Unpacking the toolchain"),
  /// The kernel's source is unpacked in there.
  SOURCE("Unpacking the source"),
  /// The configuration is completed, and compared with what is wanted.
  CONFIGURE("Configuring"),
  /// The kernel is compiled.
  COMPILE("Compiling"),
  /// The result is compared with what is pinned.
  COMPARE("Comparing"),
  /// The folder of the build is removed: a hundred thousand files.
  CLEAN("Removing the build folder");

  private final String words;

  BuildStep(String words) {
    this.words = words;
  }

  /// For a person who waits.
  public String words() {
    return words;
  }
}
