// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The programs of the emulated machine, as `emulator/build` leaves them.
///
/// @param qemu QEMU with the machine `nitro-enclave`
/// @param backend vhost-device-vsock
/// @param firmware folder of qboot.rom; empty where QEMU has to find it itself
public record Emulator(Path qemu, Path backend, Optional<Path> firmware) {
  /// QEMU's name as a file.
  public static final String QEMU = "qemu-system-x86_64";

  /// The vsock program's name as a file.
  public static final String BACKEND = "vhost-device-vsock";

  /// Where `emulator/build` puts them, unless it is told otherwise:
  /// `$XDG_CACHE_HOME/strongroom/emulator/current`.
  ///
  /// @param environment XDG_CACHE_HOME of it counts if it is an absolute path
  /// @param home whose `.cache` is used otherwise
  public static Path usualFolder(Map<String, String> environment, Path home) {
    String named = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path cache = named.startsWith("/") ? Path.of(named) : home.resolve(".cache");
    return cache.resolve("strongroom/emulator/current");
  }

  /// Looks for both programs, each in the first of `folders` that has it. Firmware is used if it
  /// lies beside QEMU.
  ///
  /// @return empty if one isn't there
  public static Optional<Emulator> find(List<Path> folders) {
    return program(folders, QEMU)
        .flatMap(qemu -> program(folders, BACKEND).map(backend -> of(qemu, backend)));
  }

  private static Emulator of(Path qemu, Path backend) {
    return new Emulator(qemu, backend, beside(qemu));
  }

  /// The folder of `qemu`, if its firmware lies there too.
  public static Optional<Path> beside(Path qemu) {
    return Optional.ofNullable(qemu.toAbsolutePath().getParent())
        .filter(folder -> Files.exists(folder.resolve("qboot.rom")));
  }

  private static Optional<Path> program(List<Path> folders, String name) {
    return folders.stream()
        .map(folder -> folder.resolve(name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
