// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.custody.AttestedHttp;
import dev.strongroom.channel.custody.CustodyPaths;
import dev.strongroom.channel.custody.OperatorRequest;
import dev.strongroom.channel.custody.OperatorRequest.Action;
import dev.strongroom.channel.custody.QuorumStatus;
import dev.strongroom.channel.custody.SealedShare;
import dev.strongroom.channel.custody.UnopenableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom ceremony join`: an operator takes its share of a root secret that was just made.
@Command(
    name = "join",
    description = {
      "Fetches the operator's share of the root secret that was just made, stores it, reads it back,"
          + " and confirms.",
      "",
      "The service starts when all operators have confirmed."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CeremonyJoinCommand implements Callable<Integer> {
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
      description = "Where to keep the share, encrypted. Back it up apart from the keys.")
  private Path share = Path.of("");

  CeremonyJoinCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try (OperatorKeyFile keys = OperatorKeyFile.read(key)) {
      CeremonyStep step = new CeremonyStep(console, enclave);
      return step.run((connection, status) -> {
        SealedShare stored = stored(fetched(connection, status, keys), keys);
        OperatorRequest request =
            OperatorRequest.sign(
                Action.CONFIRM,
                keys.name(),
                status.deployment(),
                status.session(),
                possession(stored, keys),
                keys.signing());
        step.show(
            CeremonyStep.status(
                AttestedHttp.post(connection, CustodyPaths.CONFIRMATION, request.json())));
        step.line("share", share.toString());
        step.line("identity", stored.header().identityKey().hex());
        return ExitStatus.ACCEPTED;
      });
    }
  }

  private static SealedShare fetched(
      AttestedConnection connection, QuorumStatus status, OperatorKeyFile keys)
      throws IOException, RefusedByEnclaveException {
    Bytes body = CeremonyStep.good(AttestedHttp.get(connection, CustodyPaths.SHARES + keys.name()));
    try {
      String text = body.asUtf8();
      SealedShare fetched = SealedShare.parse(JsonNode.parse(text == null ? "" : text));
      if (fetched.header().ceremony().equals(status.session())
          && fetched.header().deployment().equals(status.deployment())
          && fetched.header().threshold() == status.threshold()) {
        return fetched;
      }
      throw new RefusedByEnclaveException("the share isn't of this ceremony");
    } catch (MalformedJsonException e) {
      throw new RefusedByEnclaveException("not a share: " + e.getMessage());
    }
  }

  /// Stores the share, unless an interrupted step did, and gives what is on the disk.
  private SealedShare stored(SealedShare fetched, OperatorKeyFile keys)
      throws UsageException, RefusedByEnclaveException {
    possession(fetched, keys);
    if (!Files.exists(share)) {
      ShareFile.write(share, fetched, keys);
    }
    SealedShare stored = ShareFile.read(share, keys);
    if (!stored.equals(fetched)) {
      throw new UsageException(share + " holds another share; it isn't overwritten");
    }
    return stored;
  }

  private static Bytes possession(SealedShare share, OperatorKeyFile keys)
      throws RefusedByEnclaveException {
    try {
      byte[] value = share.open(keys.encryption());
      Bytes proof = share.possession(value);
      Arrays.fill(value, (byte) 0);
      return proof;
    } catch (UnopenableException e) {
      throw new RefusedByEnclaveException("the share can't be decrypted: " + e.getMessage());
    }
  }
}
