// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.inputs.MalformedLockException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Everything that decides a kernel's bytes, pinned in a lock file: its source, the packages that
/// compile it, the configuration, the script that does it, and what comes out.
///
/// `docs/kernel.md` has the groups of the lock file.
public final class KernelRecipe {
  /// The group of Debian's package with the kernel's source.
  public static final String SOURCE = "kernel-source";

  /// The group of the packages that compile it.
  public static final String TOOLCHAIN = "kernel-toolchain";

  /// The group of our own files: configuration and script.
  public static final String RECIPE = "kernel-recipe";

  /// The group of what comes out. An image's lock file has it too.
  public static final String KERNEL = "kernel";

  private static final String CONFIGURATION_FILE = "x86_64.config";
  private static final String SCRIPT_FILE = "build.sh";

  private final Lock lock;
  private final String configuration;
  private final String script;

  private KernelRecipe(Lock lock, String configuration, String script) {
    this.lock = lock;
    this.configuration = configuration;
    this.script = script;
  }

  /// The recipe of this version of Strongroom.
  public static KernelRecipe pinned() {
    try {
      return of(Lock.parse(resource("kernel.lock")));
    } catch (MalformedLockException e) {
      throw new IllegalStateException("our own lock file is tested", e);
    }
  }

  /// A recipe with other packages, and this version's configuration and script.
  ///
  /// @throws MalformedLockException if the lock doesn't pin source, tools, or exactly our
  ///   configuration and script
  public static KernelRecipe of(Lock lock) throws MalformedLockException {
    require(lock.group(SOURCE).size() == 1, SOURCE, "exactly one package is needed");
    require(!lock.group(TOOLCHAIN).isEmpty(), TOOLCHAIN, "the packages that compile are missing");
    require(lock.group(KERNEL).size() <= 1, KERNEL, "there is one kernel at most");
    for (Input input : lock.group(KERNEL)) {
      require(input.kind() == Input.Kind.KERNEL, KERNEL, "no kernel: " + input);
    }
    List<Input> files = lock.group(RECIPE);
    require(files.size() == 2, RECIPE, "two files are needed");
    return new KernelRecipe(
        lock, own(files.get(0), CONFIGURATION_FILE), own(files.get(1), SCRIPT_FILE));
  }

  /// All packages that are needed, the source first.
  public List<Input> packages() {
    return Stream.concat(lock.group(SOURCE).stream(), lock.group(TOOLCHAIN).stream()).toList();
  }

  /// The package with the source.
  public Input source() {
    return lock.group(SOURCE).getFirst();
  }

  /// What comes out, if the lock pins it.
  public Optional<Input> kernel() {
    return lock.group(KERNEL).stream().findFirst();
  }

  /// The lock file.
  public Lock lock() {
    return lock;
  }

  /// The text of the configuration, as far as it is wanted.
  String configuration() {
    return configuration;
  }

  /// The text of the script.
  String script() {
    return script;
  }

  private static String own(Input pinned, String name) throws MalformedLockException {
    require(
        pinned.kind() == Input.Kind.FILE && pinned.location().equals(name),
        RECIPE,
        pinned + " isn't " + name);
    String text = resource(name);
    Bytes digest = Sha256.of(Bytes.utf8(text));
    require(
        digest.equals(pinned.sha256()),
        RECIPE,
        name + " of this version has SHA-256 " + digest.hex() + ", not " + pinned.sha256().hex());
    return text;
  }

  private static void require(boolean good, String group, String problem)
      throws MalformedLockException {
    if (!good) {
      throw new MalformedLockException("groups." + group, problem);
    }
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(KernelRecipe.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
