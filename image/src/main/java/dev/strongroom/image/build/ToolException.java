// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import java.io.IOException;

/// A program of the pinned toolchain doesn't do its work here: this isn't the machine for it, or it
/// failed.
public final class ToolException extends IOException {
  private static final long serialVersionUID = 1L;

  ToolException(String message) {
    super(message);
  }
}
