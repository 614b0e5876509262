// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.command.SystemCommands;
import dev.strongroom.host.forward.ByteStream;
import dev.strongroom.host.launch.Emulator;
import dev.strongroom.host.launch.NitroLauncher;
import dev.strongroom.host.launch.NitroSettings;
import dev.strongroom.host.launch.Patience;
import dev.strongroom.host.launch.QemuLauncher;
import dev.strongroom.host.launch.QemuSettings;
import dev.strongroom.host.wire.Port;
import dev.strongroom.host.wire.UnixWire;
import dev.strongroom.host.wire.VsockWire;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.MalformedEifException;
import dev.strongroom.vsock.Vsock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom run`: a host and an enclave image, on EC2, on the emulated machine, or as a
/// confidential virtual machine.
@Command(
    name = "run",
    description = {
      "Runs an enclave image with its host, until Ctrl-C.",
      "",
      "On an EC2 instance with enclaves enabled by AWS's nitro-cli; with --emulator on any Linux, on",
      "QEMU's machine nitro-enclave, where nothing is protected; with --sev-snp or --tdx as a",
      "confidential virtual machine on an EPYC or a Xeon of one's own."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom run app.eif",
      "  strongroom run app.eif --emulator --console",
      "  strongroom run app.eif --sev-snp OVMF.amdsev.fd --cpu-model EPYC-Genoa",
      "  strongroom run app.eif --tdx OVMF.inteltdx.ms.fd",
      "",
      "What is missing, doctor says: strongroom doctor --for nitro --image app.eif",
      "or --for qemu, sev-snp or tdx.",
      "",
      "Exit status: 0 it ran and was stopped, 2 it can't be started, or wrong usage."
    })
final class RunCommand implements Callable<Integer> {
  /// Software emulation on a busy machine is many times slower than on a quiet one.
  private static final Duration EMULATED_START = Duration.ofMinutes(5);

  /// `nitro-cli` has waited for the heartbeat before; what follows is the enclave's own start.
  private static final Duration NITRO_START = Duration.ofMinutes(2);

  private final Console console;

  @Parameters(paramLabel = "FILE", description = "The enclave image (EIF).")
  private Path image = Path.of("");

  @Option(
      names = "--emulator",
      description = {
        "Boot it on the emulated machine that emulator/build makes. Whoever owns this machine reads",
        "everything inside."
      })
  private boolean emulator;

  @Mixin private SnpOptions snp = new SnpOptions();

  @Mixin private TdxOptions tdx = new TdxOptions();

  @Mixin private QuoteOptions quotes = new QuoteOptions();

  @Option(
      names = "--measurement",
      paramLabel = "HEX",
      description = {
        "With --sev-snp or --tdx: start nothing that measures anything else. Under TDX MRTD, or",
        "MRTD,RTMR1,RTMR2."
      })
  private @Nullable String measurement;

  @Mixin private ImageOptions resources = new ImageOptions();

  @Mixin private HostOptions host = new HostOptions();

  @Mixin private EmulatorOptions programs = new EmulatorOptions();

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = {
        "Where sealed values and, if emulated, the policy are kept.",
        "Default: ~/.local/state/strongroom/NAME."
      })
  private @Nullable Path state;

  @Option(
      names = "--console",
      description = {
        "Show the enclave's console on standard error. On EC2 only with --debug: otherwise it has",
        "none."
      })
  private boolean showConsole;

  @Option(
      names = "--debug",
      description = {
        "On EC2: debug mode. Its evidence says so, has no measurements, and no policy accepts it",
        "unless it asks for it."
      })
  private boolean debug;

  @Option(
      names = "--keep",
      description = {
        "If emulated: keep the folder of the wire afterwards, with the whole console in it, and say",
        "where it is."
      })
  private boolean keep;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException, IOException {
    resources.check(image);
    Path folder =
        state != null
            ? state
            : Path.of(
                System.getProperty("user.home"), ".local/state/strongroom", resources.name(image));
    if (quotes.asked() && !tdx.asked()) {
      throw new UsageException("--quotes goes with --tdx");
    }
    if (snp.asked() && tdx.asked()) {
      throw new UsageException("--sev-snp or --tdx: a guest is under one of them");
    }
    if (snp.asked() || tdx.asked()) {
      return confidential(folder);
    }
    if (measurement != null) {
      throw new UsageException("--measurement goes with --sev-snp or --tdx");
    }
    return emulator ? emulated(folder) : onNitro(folder);
  }

  private int confidential(Path folder) throws UsageException, IOException {
    if (emulator || debug || keep) {
      throw new UsageException("--emulator, --debug and --keep don't go with --sev-snp and --tdx");
    }
    Path qemu = programs.ordinary();
    Files.createDirectories(folder);
    try (EifFile file = EifFile.open(image)) {
      return new ConfidentialRun(
              console,
              host,
              folder,
              qemu,
              resources.cid(),
              resources.cpus(),
              resources.memoryMib(image),
              Optional.ofNullable(measurement),
              consoleLines("console: "),
              Path.of("/"))
          .run(file, guest(file));
    } catch (MalformedEifException e) {
      throw new UsageException(image + ": " + e.getMessage());
    }
  }

  private ConfidentialGuest guest(EifFile file) throws UsageException, IOException {
    return snp.asked()
        ? new SnpGuest(snp, snp.launch(file, resources.cpus()))
        : new TdxGuest(quotes.socket(), tdx.launch(file));
  }

  private int emulated(Path folder) throws UsageException, IOException {
    if (debug) {
      throw new UsageException("--debug is for EC2: an emulated enclave has nothing to hide");
    }
    Emulator found = programs.find();
    Files.createDirectories(folder);
    Path wire = WireFolder.create();
    ConsoleLog log = keep ? ConsoleLog.in(wire) : ConsoleLog.NOWHERE;
    QemuSettings settings =
        new QemuSettings(
            found.qemu(),
            found.backend(),
            found.firmware(),
            image.toAbsolutePath(),
            wire,
            "i-0e000000000000000-enc0e00000000000000",
            resources.cid(),
            resources.cpus(),
            resources.memoryMib(image),
            false);
    return new HostSession(
            console,
            host,
            folder,
            "An EMULATED enclave is up: QEMU protects nothing. Whoever owns this machine reads"
                + " everything inside.",
            Optional.empty(),
            List.of(),
            showConsole ? "" : " (--console shows how far it came)")
        .run(
            new UnixWire(wire)::listen,
            new QemuLauncher(settings, log.with(consoleLines("EMULATED console: "))),
            Patience.ordinary().starting(EMULATED_START),
            () -> {
              if (keep) {
                log.close();
                console.err().println("kept: " + wire);
              } else {
                WireFolder.delete(wire);
              }
            });
  }

  private int onNitro(Path folder) throws UsageException, IOException {
    if (showConsole && !debug) {
      throw new UsageException(
          "--console needs --debug on EC2: a protected enclave has no console");
    }
    if (keep) {
      throw new UsageException("--keep goes with --emulator");
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    Path nitroCli = NitroTools.nitroCli(path, image);
    Files.createDirectories(folder);
    try (Vsock vsock = Vsock.open()) {
      VsockWire wire = new VsockWire(vsock, resources.cid());
      NitroSettings settings =
          new NitroSettings(
              nitroCli,
              image.toAbsolutePath(),
              resources.name(image),
              resources.cpus(),
              resources.memoryMib(image),
              resources.cid(),
              debug);
      return new HostSession(
              console,
              host,
              folder,
              debug
                  ? "An enclave is up in DEBUG MODE: its operator reads everything inside."
                  : "An enclave is up.",
              Optional.empty(),
              List.of(),
              " (strongroom doctor --for nitro --image " + image + " says what may be wrong)")
          .run(
              wire::listen,
              new NitroLauncher(
                  settings,
                  new SystemCommands(path),
                  () -> ByteStream.of(wire.open(Port.SERVICE)),
                  consoleLines("DEBUG console: ")),
              Patience.ordinary().starting(NITRO_START),
              () -> {});
    }
  }

  /// Marked, so that nobody takes it for what a protected enclave shows.
  private Optional<Consumer<String>> consoleLines(String mark) {
    if (!showConsole) {
      return Optional.empty();
    }
    return Optional.of(line -> {
      console.err().println(mark + Printable.of(line));
      console.err().flush();
    });
  }
}
