// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.Ports;
import dev.strongroom.host.launch.ConfidentialSettings;
import dev.strongroom.host.launch.Launcher;
import dev.strongroom.host.wire.VsockWire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// An image as a confidential virtual machine of some maker's, measured.
sealed interface ConfidentialGuest permits SnpGuest, TdxGuest {
  /// The kind, for people.
  String name();

  /// What of its start is measured, for people.
  String measured();

  /// Whether that is what somebody expects, in hexadecimal.
  boolean measures(String expected);

  /// What decides what is measured, for people.
  String decidedBy();

  /// What this machine needs to start it.
  List<Needed> needed();

  /// The firmware's file, as QEMU gets it.
  ///
  /// @param free where it may be written, if it isn't the user's own; the caller deletes it
  Path firmware(Path free) throws UsageException, IOException;

  /// What starts it.
  ///
  /// @throws IllegalArgumentException if a setting can't be
  Launcher launcher(
      ConfidentialSettings settings, VsockWire wire, Optional<Consumer<String>> lines);

  /// Lets it reach what else on this machine its evidence takes, until that is closed.
  ///
  /// @throws UsageException if it can't
  AutoCloseable beside(Ports ports) throws UsageException;
}
