// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

/// Why a recovery kit gives nothing back.
public enum RecoveryRefusal {
  /// A share of another kit.
  OTHER_KIT,
  /// Not the share that the kit names under its number.
  WRONG_SHARE,
  /// A share twice.
  DUPLICATE_SHARE,
  /// Fewer shares than the threshold.
  TOO_FEW_SHARES,
  /// The shares are right, but what they open was changed, or isn't the key that the kit names.
  CHANGED
}
