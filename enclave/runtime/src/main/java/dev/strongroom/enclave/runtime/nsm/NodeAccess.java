// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

/// Who else can open the device's node. Drivers make it with mode 0666: any process of the enclave,
/// of any user, could then speak to the module.
///
/// Whoever had opened the node before keeps it open, whatever its mode is now.
public enum NodeAccess {
  /// The node was its owner's alone.
  PRIVATE,
  /// The node was open to others; now it is its owner's alone.
  TIGHTENED,
  /// The node is open to others, and this process isn't allowed to change that.
  OPEN_TO_OTHERS
}
