// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import dev.strongroom.host.forward.ByteStream;
import dev.strongroom.host.wire.Port;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starts SIMULATED enclaves: each a process of its own with an empty environment. It ends when its
/// standard input does, so also when this process is killed.
public final class SimulatedLauncher implements Launcher {
  private static final String BOOT =
      "dev.strongroom.enclave.runtime/dev.strongroom.enclave.runtime.boot.SimulatedBoot";

  /// Whatever becomes of the process, it leaves nothing of its memory behind, and lets nobody look
  /// into it by Java's own ways. Whoever owns the machine can all the same: it is simulated.
  private static final List<String> NOTHING_KEPT =
      List.of(
          "-XX:-UsePerfData",
          "-XX:+DisableAttachMechanism",
          "-XX:-HeapDumpOnOutOfMemoryError",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:-CreateCoredumpOnCrash",
          // Its report of a crash has registers and parts of stacks in it.
          "-XX:+SuppressFatalErrorMessage",
          "-XX:-DumpReplayDataOnError",
          // Or it would ask the kernel to have in a dump what is mapped from files.
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-DumpPrivateMappingsInCore",
          "-XX:-DumpSharedMappingsInCore");

  /// The kernel's own dumps, for signals that Java doesn't handle. One that goes to a program, as
  /// many machines are set up to do, isn't limited by its length: such a dump has nothing of the
  /// memory in it. The process stays the same.
  private static final List<String> NO_CORE =
      List.of(
          "/bin/sh",
          "-c",
          "ulimit -c 0"
              + " && { ! test -e /proc/self/coredump_filter || echo 0 >/proc/self/coredump_filter; }"
              + " && exec \"$0\" \"$@\"");

  private final List<String> command;
  private final Path service;

  /// A launcher.
  ///
  /// @param modules module path of the enclave: jars or folders of jars
  /// @param application class path of the application's jars, measured as such; empty for none
  /// @param wire the folder of the wire's sockets
  /// @param configuration the file of the measured configuration
  /// @param state a folder for what hardware would keep, made if missing
  public SimulatedLauncher(
      String modules, String application, Path wire, Path configuration, Path state) {
    this(modules, application, List.of(), wire, configuration, state);
  }

  /// A launcher of enclaves with modules that call native libraries.
  ///
  /// @param modules module path of the enclave: jars or folders of jars
  /// @param application class path of the application's jars, measured as such; empty for none
  /// @param nativeAccess names of the modules that may call native libraries; each is among
  ///   `modules`
  /// @param wire the folder of the wire's sockets
  /// @param configuration the file of the measured configuration
  /// @param state a folder for what hardware would keep, made if missing
  public SimulatedLauncher(
      String modules,
      String application,
      List<String> nativeAccess,
      Path wire,
      Path configuration,
      Path state) {
    this(command(modules, application, nativeAccess, List.of(wire, configuration, state)), wire);
  }

  private static List<String> command(
      String modules, String application, List<String> nativeAccess, List<Path> arguments) {
    List<String> command = new ArrayList<>(NO_CORE);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(NOTHING_KEPT);
    command.addAll(List.of("-XX:+UseSerialGC", "-Xshare:auto"));
    if (startsQuickly()) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.addAll(List.of("-p", modules));
    if (!nativeAccess.isEmpty()) {
      command.add("--enable-native-access=" + String.join(",", nativeAccess));
    }
    String resolved = "ALL-MODULE-PATH";
    if (!application.isEmpty()) {
      command.addAll(List.of("-cp", application));
      // A class path names no modules: it may need any of the JDK's. In an image they are those
      // that its jars were seen to use.
      resolved += ",ALL-DEFAULT";
    }
    command.addAll(List.of("--add-modules", resolved, "-m", BOOT));
    arguments.forEach(argument -> command.add(argument.toString()));
    return command;
  }

  /// A host that compiles for a quick start, and not for speed later, has its enclave do likewise:
  /// where many are started and none lives long, that halves what a start costs.
  private static boolean startsQuickly() {
    // How HotSpot calls its first compiler alone.
    return System.getProperty("java.vm.info", "").contains("emulated-client");
  }

  SimulatedLauncher(List<String> command, Path wire) {
    this.command = List.copyOf(command);
    this.service = wire.resolve("enclave-" + Port.SERVICE);
  }

  @Override
  public String name() {
    return "simulated";
  }

  @Override
  public LaunchedEnclave launch() throws IOException {
    // One that crashed leaves its socket, where the next couldn't listen.
    Files.deleteIfExists(service);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new LaunchException("the enclave's process can't start: " + e.getMessage());
    }
    return ProcessEnclave.of(
        "simulated enclave, process " + process.pid(),
        process,
        ProcessEnclave.Asked.BY_END_OF_INPUT,
        () -> Leftovers.delete(List.of(service)),
        () -> ByteStream.of(SocketChannel.open(UnixDomainSocketAddress.of(service))));
  }
}
