// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.results.Corim;
import dev.strongroom.results.CorimPolicy;
import dev.strongroom.results.CorimReader;
import dev.strongroom.results.ResultException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom policy from-corim`: reference values of others as the draft of a policy.
@Command(
    name = "from-corim",
    description = {
      "Makes the draft of an appraisal policy of reference values in a CoRIM of AMD's or Intel's",
      "profile, for SEV-SNP, TDX or SGX (docs/results.md). What reference values don't say is left",
      "for you to decide; until then the draft isn't accepted as a policy. What no policy can say",
      "is refused."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom policy from-corim firmware.corim --key publisher.pub > policy.json",
      "",
      "Exit status: 0 printed, 1 refused, 2 unreadable or wrong usage."
    })
final class PolicyFromCorimCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "The CoRIM, CBOR.")
  private Path file = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Whose signature it has to have: a public key in PEM. Default: none is wanted.")
  private @Nullable Path key;

  @Option(
      names = "--reference",
      paramLabel = "N",
      defaultValue = "0",
      description = "Which of its references, counted from 0. Default: the first.")
  private int reference;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "sev-snp, tdx or sgx. Default: what the CoRIM says.")
  private @Nullable String kind;

  PolicyFromCorimCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    List<PublicKey> keys = key == null ? List.of() : List.of(publicKey(key));
    try {
      Corim corim = CorimReader.read(BinaryFile.read(file), keys);
      CorimPolicy draft = draft(corim);
      console.out().print(draft.json());
      console
          .err()
          .println(
              "strongroom: a draft; say whether to require or ignore: "
                  + String.join(", ", draft.undecided()));
      return ExitStatus.ACCEPTED;
    } catch (ResultException e) {
      console
          .err()
          .println("strongroom: " + file + ": " + Printable.of(String.valueOf(e.getMessage())));
      return ExitStatus.REFUSED;
    }
  }

  private CorimPolicy draft(Corim corim) throws ResultException, UsageException {
    if (kind == null) {
      return CorimPolicy.of(corim, reference);
    }
    return switch (kind) {
      case "sev-snp" -> CorimPolicy.ofSevSnp(corim, reference);
      case "tdx" -> CorimPolicy.ofTdx(corim, reference);
      case "sgx" -> CorimPolicy.ofSgx(corim, reference);
      default -> throw new UsageException("--kind: sev-snp, tdx or sgx, not " + kind);
    };
  }

  private static PublicKey publicKey(Path file) throws UsageException {
    byte[] der = PublicKeyFile.read(file).toByteArray();
    for (String algorithm : new String[] {"EC", "Ed25519"}) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
      } catch (GeneralSecurityException e) {
        // Then it may be of the other sort.
      }
    }
    throw new UsageException(file + ": neither a key of P-256 nor of Ed25519");
  }
}
