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
import java.util.Set;
import java.util.stream.Collectors;
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

  /// The group of what a confidential virtual machine's kernel has otherwise.
  public static final String CONFIDENTIAL_RECIPE = "kernel-confidential-recipe";

  /// The group of the kernel of confidential virtual machines.
  public static final String CONFIDENTIAL_KERNEL = "kernel-confidential";

  private static final String CONFIGURATION_FILE = "x86_64.config";
  private static final String CONFIDENTIAL_FILE = "x86_64-confidential.config";
  private static final String CONFIDENTIAL_SCRIPT_FILE = "confidential.sh";
  private static final String SCRIPT_FILE = "build.sh";

  private final Lock lock;
  private final KernelMachine machine;
  private final String configuration;
  private final String script;
  private final Optional<String> changes;

  private KernelRecipe(
      Lock lock,
      KernelMachine machine,
      String configuration,
      String script,
      Optional<String> changes) {
    this.lock = lock;
    this.machine = machine;
    this.configuration = configuration;
    this.script = script;
    this.changes = changes;
  }

  /// The recipe of this version of Strongroom for the kernel of enclaves.
  public static KernelRecipe pinned() {
    return pinned(KernelMachine.ENCLAVE);
  }

  /// The recipe of this version of Strongroom for a machine's kernel.
  public static KernelRecipe pinned(KernelMachine machine) {
    try {
      return of(Lock.parse(resource("kernel.lock")), machine);
    } catch (MalformedLockException e) {
      throw new IllegalStateException("our own lock file is tested", e);
    }
  }

  /// A recipe for the kernel of enclaves with other packages, and this version's configuration and
  /// script.
  ///
  /// @throws MalformedLockException as for the other
  public static KernelRecipe of(Lock lock) throws MalformedLockException {
    return of(lock, KernelMachine.ENCLAVE);
  }

  /// A recipe with other packages, and this version's configuration and script.
  ///
  /// @throws MalformedLockException if the lock doesn't pin source, tools, or exactly our
  ///   configuration and script
  public static KernelRecipe of(Lock lock, KernelMachine machine) throws MalformedLockException {
    require(lock.group(SOURCE).size() == 1, SOURCE, "exactly one package is needed");
    require(!lock.group(TOOLCHAIN).isEmpty(), TOOLCHAIN, "the packages that compile are missing");
    String result = machine.group();
    require(lock.group(result).size() <= 1, result, "there is one kernel at most");
    for (Input input : lock.group(result)) {
      require(input.kind() == Input.Kind.KERNEL, result, "no kernel: " + input);
    }
    List<Input> files = lock.group(RECIPE);
    require(files.size() == 2, RECIPE, "two files are needed");
    String configuration = own(files.get(0), CONFIGURATION_FILE, RECIPE);
    String script = own(files.get(1), SCRIPT_FILE, RECIPE);
    if (machine == KernelMachine.ENCLAVE) {
      return new KernelRecipe(lock, machine, configuration, script, Optional.empty());
    }
    List<Input> more = lock.group(CONFIDENTIAL_RECIPE);
    require(more.size() == 2, CONFIDENTIAL_RECIPE, "two files are needed");
    return new KernelRecipe(
        lock,
        machine,
        changed(configuration, own(more.get(0), CONFIDENTIAL_FILE, CONFIDENTIAL_RECIPE)),
        script,
        Optional.of(own(more.get(1), CONFIDENTIAL_SCRIPT_FILE, CONFIDENTIAL_RECIPE)));
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
    return lock.group(machine.group()).stream().findFirst();
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

  /// The text of a script that changes the source once it is unpacked, if one does.
  Optional<String> changes() {
    return changes;
  }

  /// The lines of `base`, but for options of which `changes` says something else, then `changes`.
  private static String changed(String base, String changes) throws MalformedLockException {
    Set<String> named;
    try {
      named = KernelConfiguration.parse(changes).options().keySet();
    } catch (MalformedKernelException e) {
      throw new MalformedLockException(
          "groups." + CONFIDENTIAL_RECIPE, CONFIDENTIAL_FILE + ": " + e.getMessage());
    }
    return base.lines()
            .filter(line -> KernelConfiguration.option(line).filter(named::contains).isEmpty())
            .collect(Collectors.joining("\n", "", "\n"))
        + changes;
  }

  private static String own(Input pinned, String name, String group) throws MalformedLockException {
    require(
        pinned.kind() == Input.Kind.FILE && pinned.location().equals(name),
        group,
        pinned + " isn't " + name);
    String text = resource(name);
    Bytes digest = Sha256.of(Bytes.utf8(text));
    require(
        digest.equals(pinned.sha256()),
        group,
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
