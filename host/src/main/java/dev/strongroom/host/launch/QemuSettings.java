// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// How to boot an enclave image under QEMU.
///
/// @param qemu the program, of 9.2 or newer and built with libcbor and gnutls; `emulator/build`
///   makes it
/// @param backend the program vhost-device-vsock
/// @param firmware folder of qboot.rom, where QEMU doesn't find it itself
/// @param image the enclave image file (EIF)
/// @param wire the folder of the wire's sockets: the owner's alone, with a short path
///   ([dev.strongroom.host.wire.UnixWire]) without commas
/// @param id what the Nitro Secure Module calls the enclave, as on EC2: `i-`, 17 hexadecimal
///   digits, `-enc`, 16 more. What comes before `-enc` is the instance, which PCR4 measures
/// @param cid of the enclave, from 4 on
/// @param cpus from 1 on
/// @param memoryMib from 64 on; four times the image is a good measure
/// @param kvm whether the machine lets QEMU use its virtualisation; slower without
public record QemuSettings(
    Path qemu,
    Path backend,
    Optional<Path> firmware,
    Path image,
    Path wire,
    String id,
    int cid,
    int cpus,
    int memoryMib,
    boolean kvm) {
  private static final Pattern ID = Pattern.compile("(i-[0-9a-f]{17})-enc[0-9a-f]{16}");

  /// @throws IllegalArgumentException if a number is out of range or the id isn't one
  public QemuSettings {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("an id is i-<17 hex digits>-enc<16 hex digits>");
    }
    if (cid < 4 || cpus < 1 || memoryMib < 64) {
      throw new IllegalArgumentException("cid from 4, cpus from 1, memoryMib from 64");
    }
  }

  /// The instance that the enclave is told to belong to.
  String instance() {
    return id.substring(0, id.indexOf("-enc"));
  }
}
