// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

/// Is told how a build goes. It mustn't block.
@FunctionalInterface
public interface BuildProgress {
  /// Tells nobody.
  BuildProgress NONE = _ -> {};

  /// A step that takes a while begins.
  ///
  /// @param what in a few words, such as "linking the Java runtime"
  void step(String what);
}
