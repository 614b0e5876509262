// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.custody.AttestedHttp;
import dev.strongroom.channel.custody.AttestedHttp.Answer;
import dev.strongroom.channel.custody.CustodyPaths;
import dev.strongroom.channel.custody.MalformedCustodyException;
import dev.strongroom.channel.custody.OperatorRequest;
import dev.strongroom.channel.custody.OperatorRequest.Action;
import dev.strongroom.channel.custody.QuorumStatus;
import dev.strongroom.channel.custody.ReleasedShare;
import dev.strongroom.channel.custody.SealedShare;
import dev.strongroom.channel.custody.UnopenableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom ceremony release`: an operator releases its share to an enclave that starts again.
@Command(
    name = "release",
    description = {
      "Releases the operator's share to the verified enclave, and waits until the deployment is"
          + " back with the identity that it had when it was born."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CeremonyReleaseCommand implements Callable<Integer> {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Console console;

  @Mixin private EnclaveOptions enclave = new EnclaveOptions();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "The operator's keys, of ceremony keygen.")
  private Path key = Path.of("");

  @Option(
      names = "--share",
      paramLabel = "FILE",
      required = true,
      description = "The operator's share, of ceremony join.")
  private Path share = Path.of("");

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "2m",
      converter = AgeConverter.class,
      description = "How long to wait for the deployment. Default: 2m.")
  private Duration patience = Duration.ofMinutes(2);

  CeremonyReleaseCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try (OperatorKeyFile keys = OperatorKeyFile.read(key)) {
      SealedShare stored = ShareFile.read(share, keys);
      CeremonyStep step = new CeremonyStep(console, enclave);
      int status =
          step.run((connection, before) -> {
            if (!stored.header().deployment().equals(before.deployment())) {
              throw new RefusedByEnclaveException(
                  "the share is of deployment "
                      + stored.header().deployment()
                      + ", the enclave of "
                      + before.deployment());
            }
            String json = request(stored, before, keys).json();
            step.show(
                CeremonyStep.status(AttestedHttp.post(connection, CustodyPaths.RELEASE, json)));
            return ExitStatus.ACCEPTED;
          });
      return status == ExitStatus.ACCEPTED ? awaited(step, stored) : status;
    }
  }

  private static OperatorRequest request(
      SealedShare stored, QuorumStatus status, OperatorKeyFile keys)
      throws RefusedByEnclaveException {
    try {
      byte[] value = stored.open(keys.encryption());
      ReleasedShare released = ReleasedShare.of(stored.header(), stored.index(), value);
      Arrays.fill(value, (byte) 0);
      return OperatorRequest.sign(
          Action.RELEASE,
          keys.name(),
          status.deployment(),
          status.session(),
          released.encoded(),
          keys.signing());
    } catch (UnopenableException e) {
      throw new RefusedByEnclaveException("the share can't be decrypted: " + e.getMessage());
    }
  }

  /// The identity key derives from the root secret, so it can't be checked before: but now.
  private int awaited(CeremonyStep step, SealedShare stored) throws UsageException {
    Bytes identity = stored.header().identityKey();
    for (long left = patience.dividedBy(PAUSE); left > 0; left--) {
      Optional<Bytes> found = running(identity);
      if (found.isPresent()) {
        boolean own = found.get().equals(identity);
        step.line("identity", found.get().hex());
        step.line(
            own ? "BACK" : "REFUSED",
            own
                ? "the deployment runs with the identity that it was born with"
                : "another deployment runs there: born with " + identity.hex());
        return own ? ExitStatus.ACCEPTED : ExitStatus.REFUSED;
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    step.line("waiting", "released, but the deployment doesn't run yet; check it later by");
    step.line("", "strongroom connect --identity " + identity.hex());
    return ExitStatus.ACCEPTED;
  }

  /// The identity key of what runs there; empty: nothing yet.
  private Optional<Bytes> running(Bytes expected) throws UsageException {
    try (AttestedConnection connection = enclave.connect(console, Optional.empty())) {
      Bytes identity = connection.keys().identityKey();
      if (identity.equals(expected)) {
        return Optional.of(identity);
      }
      if (waits(connection)) {
        return Optional.empty();
      }
      // The enclave may have gone on since that connection was made, with another identity.
      try (AttestedConnection later = enclave.connect(console, Optional.empty())) {
        return Optional.of(later.keys().identityKey());
      }
    } catch (ChannelException e) {
      return switch (e.refusal()) {
        case TLS, EXCHANGE, REATTESTATION_DUE -> Optional.empty();
        case NOT_ATTESTED, EVIDENCE_MALFORMED, EVIDENCE_REFUSED, IDENTITY, BINDING ->
            throw new UsageException("released, but what runs there now: " + e.getMessage());
      };
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean waits(AttestedConnection connection) throws IOException {
    Answer answer = AttestedHttp.get(connection, CustodyPaths.ROOT_SECRET);
    try {
      QuorumStatus.parse(answer.body());
      return true;
    } catch (MalformedCustodyException e) {
      return false;
    }
  }
}
