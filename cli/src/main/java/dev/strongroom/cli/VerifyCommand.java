// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.handheld.HandheldEndorsements;
import dev.strongroom.handheld.HandheldEvidence;
import dev.strongroom.handheld.HandheldPolicy;
import dev.strongroom.handheld.HandheldVerifier;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom verify`: is the evidence genuine, and does it satisfy a policy?
@Command(
    name = "verify",
    description = {
      "Verifies evidence and appraises it under a policy.",
      "",
      "The policy comes from a file (docs/appraisal-policy.md) or, for a quick look, from --pcr."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom verify --policy policy.json --nonce 5f3a… document.cbor",
      "  strongroom verify --pcr 0=3d1c… --max-age 5m --nonce 5f3a… document.cbor",
      "  strongroom verify --policy policy.json https://enclave.example",
      "  strongroom verify --policy policy.json --at document --json archive/*.cbor",
      "  strongroom verify --policy phone.json --nonce 5f3a… --status-list status.json"
          + " --status-list-of 2026-11-20T00:00:00Z chain.pem",
      "  strongroom verify --policy policy.json --ear verifier.key -o result.jwt document.cbor",
      "",
      "Exit status: 0 all accepted, 1 one refused, 2 malformed input or wrong usage."
    })
final class VerifyCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final InputOptions input = new InputOptions();

  /// Where the policy comes from: one of both. The command-line library sets the fields.
  static final class PolicySource {
    @Option(names = "--policy", paramLabel = "FILE", description = "The appraisal policy.")
    @Nullable Path file;

    @Option(
        names = "--pcr",
        paramLabel = "N=HEX",
        description =
            "Require this value of PCR N (repeatable). PCR 0, or 1 and 2 together, or 8 has to be"
                + " among them: the others identify no application.")
    Map<Integer, String> pcrs = Map.of();
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  private PolicySource source = new PolicySource();

  @Option(names = "--nonce", paramLabel = "HEX", description = "Require this nonce.")
  private @Nullable String nonce;

  @Option(
      names = "--public-key",
      paramLabel = "FILE",
      description =
          "Require that this public key is bound: the file's bytes, or what its PEM holds.")
  private @Nullable Path publicKey;

  @Option(names = "--user-data", paramLabel = "HEX", description = "Require these user data.")
  private @Nullable String userData;

  @Option(
      names = "--max-age",
      paramLabel = "DURATION",
      converter = AgeConverter.class,
      description =
          "Refuse live evidence older than this, such as 90s, 5m, 2h or PT5M; a policy's own limit"
              + " counts if it is stricter.")
  private @Nullable Duration maxAge;

  @ArgGroup(exclusive = false)
  private @Nullable EarOptions ear;

  VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    Challenge challenge = challenge();
    if (source.file != null) {
      Optional<HandheldPolicy> phones = PolicyReader.readHandheld(source.file);
      if (phones.isPresent()) {
        if (ear != null || maxAge != null) {
          throw new UsageException("--ear and --max-age aren't for phones' keys");
        }
        return new Judge(console, input)
            .judge(input.files, new PhoneAppraisal(phones.get(), challenge), input.json);
      }
    }
    AppraisalPolicy policy = policy();
    Judge judge = new Judge(console, input);
    Appraisal question = new Appraisal(policy, challenge);
    if (ear == null) {
      return judge.judge(input.files, question, input.json);
    }
    if (input.files.size() != 1) {
      throw new UsageException("--ear is for one FILE");
    }
    EarFile result = EarFile.by(ear, policyIds());
    return judge.judge(
        input.files,
        question,
        input.json,
        judged -> result.write(judged, console.clock().instant()));
  }

  /// The question that this command puts.
  private record Appraisal(AppraisalPolicy policy, Challenge challenge) implements Judge.Question {
    @Override
    public Verdict ask(
        Verifier verifier, Evidence evidence, Endorsements endorsements, AppraisalTime time) {
      return verifier.explain(evidence, endorsements, policy, challenge, time);
    }

    @Override
    public Verdict askServer(
        Verifier verifier,
        Evidence evidence,
        Endorsements endorsements,
        Challenge shown,
        AppraisalTime time)
        throws UsageException {
      if (!challenge.equals(Challenge.none())) {
        throw new UsageException(
            "--nonce, --public-key and --user-data are for files: a server's evidence has to bind"
                + " the server's own keys, and its nonce is made here");
      }
      return verifier.explain(evidence, endorsements, policy, shown, time);
    }

    @Override
    public HandheldVerifier.Explanation askPhone(
        HandheldVerifier verifier,
        HandheldEvidence evidence,
        HandheldEndorsements endorsements,
        AppraisalTime time)
        throws UsageException {
      throw new UsageException(
          "the policy is for " + policy.kind() + ", the evidence is " + evidence.kind());
    }
  }

  private AppraisalPolicy policy() throws UsageException {
    Path file = source.file;
    AppraisalPolicy policy = file == null ? PcrPolicy.of(source.pcrs) : PolicyReader.read(file);
    if (maxAge == null) {
      return policy;
    }
    return switch (policy) {
      case NitroPolicy nitro -> nitro.withAgeLimit(maxAge);
      default -> throw new UsageException("--max-age: " + policy.kind() + " states no time");
    };
  }

  /// What results call the policy: the SHA-256 of its file.
  private List<String> policyIds() throws UsageException {
    Path file = source.file;
    if (file == null) {
      return List.of();
    }
    MessageDigest digest = FileDigest.newSha256();
    BinaryFile.read(file).updateTo(digest);
    return List.of("sha256:" + Bytes.copyOf(digest.digest()).hex());
  }

  private Challenge challenge() throws UsageException {
    Challenge challenge = Challenge.none();
    if (nonce != null) {
      challenge = challenge.withNonce(Hex.of("--nonce", nonce));
    }
    if (publicKey != null) {
      challenge = challenge.withPublicKey(PublicKeyFile.read(publicKey));
    }
    if (userData != null) {
      Bytes bytes = Hex.of("--user-data", userData);
      challenge = challenge.withUserData(bytes);
    }
    return challenge;
  }
}
