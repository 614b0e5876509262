// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import java.io.IOException;

/// A gateway's host shows another history than this side has seen.
public final class RolledBackException extends IOException {
  private static final long serialVersionUID = 1;

  /// In errors, as the gateway says it.
  public static final String CODE = "rolled-back";

  RolledBackException(String id) {
    super("an older state of " + id + " than was seen before, or another one");
  }
}
