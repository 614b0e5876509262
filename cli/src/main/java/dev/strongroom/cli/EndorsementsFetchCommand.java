// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.endorsements.EndorsementFetcher;
import dev.strongroom.endorsements.FetchException;
import dev.strongroom.endorsements.Fetched;
import dev.strongroom.endorsements.Patience;
import dev.strongroom.endorsements.Services;
import dev.strongroom.endorsements.UnknownEvidenceException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom endorsements fetch`: asks makers for what evidence has to be verified with.
@Command(
    name = "fetch",
    description = {
      "Asks AMD, Intel or NVIDIA for what this evidence has to be verified with, and writes a bundle.",
      "",
      "Nothing fetched is believed: the evidence is verified with it, and what is still lacking is",
      "said. Requests tell the maker which chip or platform the evidence is of."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom endorsements fetch report.bin -o bundle.json",
      "  strongroom endorsements fetch quote.bin -o bundle.json --intel https://pccs.example:8081",
      "",
      "Exit status: 0 everything fetched, 1 something is lacking, 2 unknown evidence or wrong usage."
    })
final class EndorsementsFetchCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "EVIDENCE",
      description = "Evidence, raw or in hexadecimal or base64; - for standard input.")
  private String evidence = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The bundle; one that is there is replaced.")
  private Path output = Path.of("");

  @Option(
      names = "--amd",
      paramLabel = "URL",
      description = "A mirror of AMD's key distribution service.")
  private @Nullable URI amd;

  @Option(
      names = "--intel",
      paramLabel = "URL",
      description = "A PCCS, in place of Intel's provisioning certification service.")
  private @Nullable URI intel;

  @Option(
      names = "--nvidia-rim",
      paramLabel = "URL",
      description = "Another service of NVIDIA's reference manifests.")
  private @Nullable URI nvidiaRim;

  @Option(
      names = "--nvidia-ocsp",
      paramLabel = "URL",
      description = "Another OCSP responder for NVIDIA's certificates.")
  private @Nullable URI nvidiaOcsp;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Keep answers there as long as they say they are in force, a month at most.")
  private @Nullable Path cache;

  EndorsementsFetchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    Bytes bytes = EvidenceSource.read(evidence, console.in());
    Fetched fetched = fetch(bytes);
    BundleFile.write(output, fetched.endorsements());
    console.out().println(output + "  " + counted(fetched.endorsements()));
    BundleFile.show(console, fetched.endorsements());
    for (FetchException problem : fetched.problems()) {
      console
          .out()
          .println(
              "  lacks  "
                  + problem.problem()
                  + "  "
                  + Printable.of(problem.url() + ": " + problem.detail()));
    }
    boolean enough = new SufficiencyText(console).write(bytes, fetched.endorsements());
    return fetched.problems().isEmpty() && enough ? ExitStatus.ACCEPTED : ExitStatus.REFUSED;
  }

  private static String counted(Endorsements endorsements) {
    int found = endorsements.items().size();
    return found + (found == 1 ? " endorsement" : " endorsements");
  }

  private Fetched fetch(Bytes bytes) throws UsageException {
    EndorsementFetcher fetcher =
        new EndorsementFetcher(
            services(),
            Optional.ofNullable(cache),
            Patience.ordinary(),
            console.clock(),
            new SecureRandom());
    try {
      return fetcher.fetch(bytes);
    } catch (UnknownEvidenceException e) {
      throw new UsageException(evidence + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("interrupted");
    }
  }

  private Services services() {
    Services services = Services.ofMakers();
    services = amd == null ? services : services.withAmd(amd);
    services = intel == null ? services : services.withIntel(intel);
    services = nvidiaRim == null ? services : services.withNvidiaRim(nvidiaRim);
    return nvidiaOcsp == null ? services : services.withNvidiaOcsp(nvidiaOcsp);
  }
}
