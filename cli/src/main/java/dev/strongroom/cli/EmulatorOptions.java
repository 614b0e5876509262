// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.launch.Emulator;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the emulated machine's programs are, if not where `emulator/build` puts them.
final class EmulatorOptions {
  @Option(
      names = "--qemu",
      paramLabel = "FILE",
      description =
          "QEMU: with --emulator one with the machine nitro-enclave. Default: emulator/build's, or on"
              + " PATH.")
  private @Nullable Path qemu;

  @Option(
      names = "--vsock-backend",
      paramLabel = "FILE",
      description = "vhost-device-vsock. Default: emulator/build's, or on PATH.")
  private @Nullable Path backend;

  @Option(
      names = "--firmware",
      paramLabel = "DIR",
      description = "Folder of qboot.rom. Default: QEMU's own, if it is there.")
  private @Nullable Path firmware;

  /// Made by the command-line library, which sets the fields.
  EmulatorOptions() {}

  /// @throws UsageException if something isn't there
  Emulator find() throws UsageException {
    Optional<Emulator> usual = Emulator.find(folders());
    Path theQemu = chosen("--qemu", qemu, usual.map(Emulator::qemu));
    Path theBackend = chosen("--vsock-backend", backend, usual.map(Emulator::backend));
    Optional<Path> roms = firmware != null ? Optional.of(firmware) : Emulator.beside(theQemu);
    return new Emulator(theQemu, theBackend, roms);
  }

  /// QEMU as distributions have it.
  ///
  /// @throws UsageException if it isn't there
  Path ordinary() throws UsageException {
    Optional<Path> found =
        folders().stream()
            .skip(1)
            .map(folder -> folder.resolve(Emulator.QEMU))
            .filter(Files::isExecutable)
            .findFirst();
    if (qemu == null && found.isEmpty()) {
      throw new UsageException("no " + Emulator.QEMU + " on PATH; --qemu names one");
    }
    return chosen("--qemu", qemu, found);
  }

  private static Path chosen(String option, @Nullable Path named, Optional<Path> usual)
      throws UsageException {
    if (named == null) {
      return usual.orElseThrow(() ->
          new UsageException(
              "no emulated machine here: run emulator/build (strongroom doctor --for qemu says more)"));
    }
    if (!Files.isExecutable(named) || Files.isDirectory(named)) {
      throw new UsageException(option + " " + named + " can't be run");
    }
    return named.toAbsolutePath();
  }

  private static List<Path> folders() {
    List<Path> folders = new ArrayList<>();
    folders.add(Emulator.usualFolder(System.getenv(), Path.of(System.getProperty("user.home"))));
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    for (String folder : path.split(File.pathSeparator, -1)) {
      if (folder.startsWith("/")) {
        folders.add(Path.of(folder));
      }
    }
    return folders;
  }
}
