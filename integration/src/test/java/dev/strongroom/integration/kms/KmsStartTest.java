// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.boot.RunningEnclave;
import dev.strongroom.enclave.runtime.control.EnclaveState.Phase;
import dev.strongroom.enclave.runtime.kms.KmsException;
import dev.strongroom.enclave.runtime.kms.StoredRootSecret;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.host.store.Versioned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whole enclaves get their root secret from KMS through the real host: its egress, its storage in
/// SQLite, and its credentials.
@Timeout(120)
class KmsStartTest {
  private static final String GENERATE = "TrentService.GenerateDataKey";
  private static final String DECRYPT = "TrentService.Decrypt";

  @TempDir private Path folder;
  private KmsDeployment deployment;
  private String configuration;

  @BeforeEach
  void open() throws Exception {
    deployment = new KmsDeployment(folder);
    configuration = deployment.configuration("as built");
    deployment.release(configuration);
  }

  @AfterEach
  void close() throws Exception {
    deployment.stop();
  }

  private Bytes identityOfAStart(String text) throws Exception {
    try (RunningEnclave enclave = deployment.start(text)) {
      assertThat(enclave.state().phase()).isEqualTo(Phase.READY);
      Bytes identity = enclave.state().identityKey().orElseThrow();
      assertThat(deployment.heard("\"state\":\"ready\"")).contains("AWS KMS", identity.hex());
      return identity;
    }
  }

  private Bytes identityBeside(Path wire) throws Exception {
    try (RunningEnclave enclave = deployment.startBeside(configuration, wire)) {
      return enclave.state().identityKey().orElseThrow();
    }
  }

  private Versioned stored() throws Exception {
    return deployment.store().get(StoredRootSecret.KEY).orElseThrow();
  }

  @Test
  void laterStartsAreTheSameDeployment() throws Exception {
    Bytes identity = identityOfAStart(configuration);
    assertThat(deployment.kms().operations()).containsExactly(GENERATE, DECRYPT);
    Versioned first = stored();

    assertThat(identityOfAStart(configuration)).isEqualTo(identity);
    assertThat(deployment.kms().operations()).containsExactly(GENERATE, DECRYPT, DECRYPT);
    assertThat(stored()).isEqualTo(first);
    assertThat(deployment.egress().connected()).isPositive();

    deployment.store().delete(StoredRootSecret.KEY, first.version());
    assertThat(identityOfAStart(configuration))
        .as("a host that hides what it has gets another deployment")
        .isNotEqualTo(identity);
  }

  @Test
  void anotherMeasurementGetsNothing() throws Exception {
    Bytes identity = identityOfAStart(configuration);
    String changed = deployment.configuration("as somebody else wants it");
    assertThatThrownBy(() -> deployment.start(changed))
        .isInstanceOf(RootSecretException.class)
        .cause()
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.failure().code()).isEqualTo("kms-denied"));
    assertThat(deployment.heard("\"state\":\"failed\"")).contains("AccessDeniedException");

    deployment.release(changed);
    assertThat(identityOfAStart(changed))
        .as("once KMS's administrators allow it, it is the same deployment")
        .isEqualTo(identity);
  }

  /// The fake's authority is nobody's: to the Java runtime it is a host in between.
  @Test
  void aServerOfTheHostsIsNotKms() {
    assertThatThrownBy(() -> deployment.startTrustingTheRuntime(configuration))
        .isInstanceOf(RootSecretException.class)
        .cause()
        .isInstanceOfSatisfying(
            KmsException.class,
            e -> assertThat(e.failure().code()).isEqualTo("kms-untrusted-server"));
    assertThat(deployment.egress().connected()).isPositive();
    assertThat(deployment.kms().operations()).isEmpty();
  }

  @Test
  void ofManyFirstStartsAtOnceAllAreTheSameDeployment() throws Exception {
    try (ExecutorService starts = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Bytes>> identities = new ArrayList<>();
      for (String wire : List.of("1", "2", "3")) {
        Path own = Files.createDirectory(folder.resolve(wire));
        identities.add(starts.submit(() -> identityBeside(own)));
      }
      assertThat(identities).extracting(Future::get).containsOnly(identities.getFirst().get());
    }
    assertThat(deployment.kms().operations()).contains(GENERATE);
  }

  @Test
  void waitsForCredentialsAndSaysSo() throws Exception {
    deployment.credentials(false);
    try (ExecutorService starts = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Bytes> start = starts.submit(() -> identityOfAStart(configuration));
      assertThat(deployment.heard("\"state\":\"waiting\""))
          .contains("\"waitingFor\":\"the host's credentials: no role\"");
      assertThat(deployment.kms().operations()).isEmpty();
      deployment.credentials(true);
      assertThat(start.get().length()).isEqualTo(32);
    }
  }
}
