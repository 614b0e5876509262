// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

/// Is told how fetching goes, from several threads at once. It mustn't block.
public interface Progress {
  /// Tells nobody.
  Progress NONE = new Progress() {};

  /// An input is being read.
  ///
  /// @param from the file or address
  default void begun(Input input, String from) {}

  /// So much of it is there, of [Input#size] in all.
  default void received(Input input, long bytes) {}

  /// A place didn't have it.
  default void failed(Input input, Attempt attempt) {}

  /// It is in the cache, verified.
  default void finished(Input input) {}
}
