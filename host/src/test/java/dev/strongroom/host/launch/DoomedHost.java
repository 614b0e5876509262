// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// Launches an image, prints what its console shows, and waits to be killed.
final class DoomedHost {
  private DoomedHost() {}

  static Optional<Emulator> emulator() {
    return Emulator.find(
        List.of(Emulator.usualFolder(System.getenv(), Path.of(System.getProperty("user.home")))));
  }

  static QemuSettings settings(Path image, Path wire) {
    Emulator found = emulator().orElseThrow();
    return new QemuSettings(
        found.qemu(),
        found.backend(),
        found.firmware(),
        image,
        wire,
        "i-0123456789abcdef0-enc0123456789abcdef",
        16,
        2,
        64,
        false);
  }

  /// Does so, until it is killed.
  ///
  /// @param arguments the image, and the wire's folder
  public static void main(String[] arguments) throws InterruptedException {
    QemuLauncher launcher =
        new QemuLauncher(
            settings(Path.of(arguments[0]), Path.of(arguments[1])),
            Optional.of(System.out::println));
    // From a thread that ends at once: what it started must not end with it.
    Thread.ofPlatform()
        .start(() -> {
          try {
            launcher.launch();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        })
        .join();
    new CountDownLatch(1).await();
  }
}
