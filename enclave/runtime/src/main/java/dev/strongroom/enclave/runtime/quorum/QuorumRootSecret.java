// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.quorum;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.custody.EncryptionKey;
import dev.strongroom.channel.custody.QuorumStatus;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Operator;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Quorum;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.root.Provisioning;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.root.RootSecretSource;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/// The root secret from a quorum of operators. The enclave keeps nothing between boots: it doesn't
/// know whether there was a birth before, the operators do.
public final class QuorumRootSecret implements RootSecretSource {
  /// For the last operator's answer to get out before the server ends.
  private static final Duration FAREWELL = Duration.ofMillis(300);

  private final Quorum quorum;
  private final String deployment;

  /// A source.
  ///
  /// @param deployment the configuration's: shares of another are refused
  public QuorumRootSecret(Quorum quorum, String deployment) {
    this.quorum = quorum;
    this.deployment = deployment;
  }

  @Override
  public RootSecret obtain(Provisioning provisioning)
      throws RootSecretException, InterruptedException {
    ensureUsable(provisioning.random());
    try (Ceremony ceremony = new Ceremony(quorum, deployment, provisioning.random());
        Provisioning.Serving _ =
            provisioning.serve(
                new QuorumHandler(ceremony, status -> provisioning.waitingFor(describe(status))))) {
      provisioning.waitingFor(describe(ceremony.status()));
      RootSecret root = ceremony.outcome().get();
      farewell(root);
      return root;
    } catch (IOException e) {
      throw new RootSecretException("operators can't be served: " + e.getMessage(), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing completes it exceptionally", e);
    }
  }

  private static void farewell(RootSecret root) throws InterruptedException {
    try {
      Thread.sleep(FAREWELL);
    } catch (InterruptedException e) {
      root.close();
      throw e;
    }
  }

  /// A key to which nothing can be encrypted is better found now than when a secret is born.
  private void ensureUsable(SecureRandom random) throws RootSecretException {
    for (Operator operator : quorum.operators()) {
      try {
        EncryptionKey.seal(operator.encryptionKey(), Bytes.EMPTY, Bytes.EMPTY, new byte[1], random);
      } catch (IllegalArgumentException e) {
        throw new RootSecretException(
            "the encryption key of operator " + operator.name() + " isn't usable", e);
      }
    }
  }

  /// What the host and people are told.
  private static String describe(QuorumStatus status) {
    return switch (status.phase()) {
      case DONE -> "nothing: the root secret is there";
      case BIRTH ->
          "confirmation of the shares: "
              + status.confirmed().size()
              + " of "
              + status.operators().size()
              + " operators "
              + status.confirmed();
      case WAITING -> {
        StringBuilder text = new StringBuilder();
        text.append(status.threshold()).append(" operators' shares");
        for (QuorumStatus.Release release : status.releases()) {
          text.append("; has ")
              .append(release.operators())
              .append(" of ceremony ")
              .append(release.ceremony().hex(), 0, 8);
        }
        if (!status.begun().isEmpty()) {
          text.append("; asked for a birth: ").append(status.begun());
        }
        yield text.toString();
      }
    };
  }
}
