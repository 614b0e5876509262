// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom certificate receipts`: all that was entered about certificates.
@Command(
    name = "receipts",
    description = {
      "Saves the receipts of all entries about an enclave's certificates that aren't there yet.",
      "",
      "They are saved as they come: strongroom check verifies them."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom certificate receipts -o certificates/",
      "  strongroom check certificates/ --policy receipt-policy.json",
      "",
      "Exit status: 0 all are there, 1 refused, 2 it can't be reached, or wrong usage."
    })
final class CertificateReceiptsCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private NotaryOptions enclave = new NotaryOptions();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Where to save them; made if missing.")
  private Path folder = Path.of("");

  CertificateReceiptsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    return EnclaveSession.run(console, enclave, this::save);
  }

  private int save(EnclaveSession session)
      throws IOException, InterruptedException, UsageException, RefusedByEnclaveException {
    int entries;
    try {
      entries =
          session
              .view(session.get(EnclaveSession.CERTIFICATES))
              .member("entries")
              .integer(0, Integer.MAX_VALUE);
    } catch (MalformedJsonException e) {
      throw new RefusedByEnclaveException("the answer isn't one: " + e.getMessage());
    }
    int saved = 0;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UsageException(folder + ": can't be made (" + e.getMessage() + ")");
    }
    for (int number = 1; number <= entries; number++) {
      Path file = folder.resolve("certificate-" + number + ".receipt.json");
      if (!Files.exists(file)) {
        NewFile.write(file, session.get(EnclaveSession.CERTIFICATES + "/entries/" + number));
        saved++;
      }
    }
    console.out().println(entries + " entries, " + saved + " receipts saved in " + folder);
    console.out().flush();
    return ExitStatus.ACCEPTED;
  }
}
