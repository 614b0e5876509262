// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.control;

import java.util.Locale;

/// What can go wrong with a control connection. The first three close it.
public enum ControlIncident {
  /// A line of more than 65,536 bytes, or one that never ended.
  LINE_TOO_LONG,

  /// Bytes that aren't UTF-8.
  NOT_UTF8,

  /// A line that isn't what `docs/control.md` allows.
  MALFORMED_LINE,

  /// A newer connection took the place of one that was still open.
  REPLACED;

  /// Stable, for metrics and logs.
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
