// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.doctor.Diagnosis;
import dev.strongroom.host.doctor.Doctor;
import dev.strongroom.host.doctor.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `strongroom doctor`: what keeps an enclave from running on this machine.
@Command(
    name = "doctor",
    description = {
      "Says in plain words what is wrong with this machine, and what to do about it.",
      "",
      "Looks, and changes nothing."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom doctor",
      "  strongroom doctor --for nitro --image enclave.eif",
      "",
      "Exit status: 0 an enclave can run, 1 a problem was found, 2 wrong usage."
    })
final class DoctorCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--for",
      paramLabel = "KIND",
      defaultValue = "simulated",
      description = "simulated, qemu, nitro, sev-snp or tdx. Default: simulated.")
  private Target target = Target.SIMULATED;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "The enclave image: its size says how much memory is needed.")
  private @Nullable Path image;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8443",
      description = "Where clients are to connect; 0 for any free one. Default: 8443.")
  private int port = 8443;

  @Option(names = "--json", description = "Print JSON (docs/doctor.md).")
  private boolean json;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    if (port < 0 || port > 65_535) {
      throw new UsageException("a port is a number from 0 to 65535");
    }
    List<Diagnosis> found = Doctor.ofThisMachine().examine(target, port, imageBytes());
    if (json) {
      DoctorReport.json(console.out(), found);
    } else {
      DoctorReport.text(console, found);
    }
    boolean problem = found.stream().anyMatch(Diagnosis.Problem.class::isInstance);
    return problem ? ExitStatus.REFUSED : ExitStatus.ACCEPTED;
  }

  private OptionalLong imageBytes() throws UsageException {
    if (image == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Files.size(image));
    } catch (IOException e) {
      throw new UsageException("can't read " + image);
    }
  }
}
