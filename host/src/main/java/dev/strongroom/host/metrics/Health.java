// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.metrics;

import dev.strongroom.host.control.ControlStatus;

/// An answer to "is it well?", with the reason in plain words.
///
/// @param good whether it is
/// @param reason such as "ready" or "waiting for 2 more shares"
record Health(boolean good, String reason) {

  /// Whether the enclave runs and is heard of.
  static Health live(boolean up, ControlStatus status) {
    if (!up) {
      return new Health(false, "the enclave isn't up");
    }
    return status.live() ? new Health(true, "live") : new Health(false, status.words());
  }

  /// Whether it says that it serves requests.
  static Health ready(boolean up, ControlStatus status) {
    Health live = live(up, status);
    return live.good() ? new Health(status.ready(), status.words()) : live;
  }
}
