// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.release.Release;
import dev.strongroom.image.release.ReleaseException;
import dev.strongroom.image.release.ReleasePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom policy from-release`: the policy that accepts a released image and no other.
@Command(
    name = "from-release",
    description = {
      "Makes the appraisal policy that accepts a released image and no other, for the attested",
      "channel. Edit it where you want more: roles, instances, further releases."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom policy from-release app.release.json --key release.pub -o policy.json",
      "",
      "Exit status: 0 written, 1 refused, 2 unreadable or wrong usage."
    })
final class PolicyFromReleaseCommand implements Callable<Integer> {
  private static final int DIGEST = 32;

  private final Console console;

  @Parameters(paramLabel = "RELEASE", description = "The release.")
  private Path file = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "Whose release it has to be: a public key in PEM, or a certificate.")
  private Path key = Path.of("");

  @Option(
      names = "--simulated-root",
      paramLabel = "SHA256",
      description = "Accept simulated evidence under this root, and only if the image makes such.")
  private @Nullable String simulatedRoot;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The policy. Default: standard output.")
  private @Nullable Path output;

  PolicyFromReleaseCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    Optional<Bytes> root =
        simulatedRoot == null
            ? Optional.empty()
            : Optional.of(Hex.exactly("--simulated-root", simulatedRoot, DIGEST));
    try {
      Release release = ReleaseFile.verified(file, key);
      Bytes policy = ReleasePolicy.of(release, root);
      if (output == null) {
        console.out().print(policy.asUtf8());
      } else {
        Files.write(output, policy.toByteArray());
        console.out().println(output + "  accepts " + Printable.of(release.image()) + " only");
      }
      return ExitStatus.ACCEPTED;
    } catch (ReleaseException e) {
      console.err().println("strongroom: " + Printable.of(e.getMessage()));
      if (e.problem() == dev.strongroom.image.release.ReleaseProblem.SIMULATED && root.isEmpty()) {
        console.err().println("  (--simulated-root SHA256 names it; strongroom run prints it)");
      }
      return ExitStatus.REFUSED;
    } catch (IOException e) {
      throw new UsageException(output + " can't be written (" + e.getMessage() + ")");
    }
  }
}
