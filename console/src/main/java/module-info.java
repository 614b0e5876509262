// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// The page of a live enclave, which checks the evidence in the visitor's own browser.
@NullMarked
module dev.strongroom.console {
  requires static org.jspecify;

  exports dev.strongroom.console;
}
