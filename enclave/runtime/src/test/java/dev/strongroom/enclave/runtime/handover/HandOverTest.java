// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.SuccessorRefusedException;
import dev.strongroom.enclave.runtime.Successors;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.HandOver;
import dev.strongroom.enclave.runtime.egress.Egress;
import dev.strongroom.enclave.runtime.keys.EnclaveKeys;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.root.Provisioning;
import dev.strongroom.enclave.runtime.root.Provisioning.Serving;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.root.TestProvisioning;
import dev.strongroom.enclave.runtime.storage.MapStorage;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.wire.Link;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The whole hand-over: a running enclave, an heir, and the attested channel between them.
@Timeout(20)
class HandOverTest {
  private static final int PORT = 8443;
  private static final Duration SOON = Duration.ofMillis(50);

  private final TestProvisioning giver;
  private final TestProvisioning heir;
  private final RootSecret root = filled(1);
  private final EnclaveKeys keys;
  private Optional<Serving> serving = Optional.empty();

  HandOverTest() throws IOException {
    giver = new TestProvisioning(3);
    heir = new TestProvisioning(4);
    keys =
        new EnclaveKeys(
            giver.device(), root, giver.clock(), new SecureRandom(), Duration.ofMinutes(1));
  }

  private static RootSecret filled(int filler) {
    byte[] secret = new byte[RootSecret.LENGTH];
    Arrays.fill(secret, (byte) filler);
    return new RootSecret(Secret.owning(secret));
  }

  @BeforeEach
  void serve() throws IOException {
    serve(Optional.of(heir.policy()), "demo", root);
  }

  private void serve(Optional<AppraisalPolicy> heirs, String deployment, RootSecret handedOver)
      throws IOException {
    serve(Heirs.of(heirs), deployment, handedOver);
  }

  private void serve(Heirs heirs, String deployment, RootSecret handedOver) throws IOException {
    stop();
    serving =
        Optional.of(
            giver.serve(
                giver.hostSocket(PORT),
                keys,
                new HandOverHandler(
                    heirs,
                    deployment,
                    handedOver,
                    keys.statement(),
                    TestProvisioning.verifier(),
                    new HostEndorsements(new MapStorage()),
                    giver.clock(),
                    giver.random(),
                    _ -> Response.text(200, "the service"))));
  }

  @AfterEach
  void stop() throws IOException {
    if (serving.isPresent()) {
      serving.get().close();
    }
    serving = Optional.empty();
  }

  private Link dial(String host, int port) throws IOException {
    assertThat(host).isEqualTo("sibling");
    return giver.wire().dial(port);
  }

  private HandOverRootSecret source(AppraisalPolicy policy, Optional<Bytes> identity) {
    return source(policy, identity, this::dial);
  }

  private static HandOverRootSecret source(
      AppraisalPolicy policy, Optional<Bytes> identity, SiblingDialer dialer) {
    return new HandOverRootSecret(
        new HandOver("sibling:" + PORT, policy, identity, Optional.empty()),
        "demo",
        TestProvisioning.verifier(),
        new HostEndorsements(new MapStorage()),
        dialer,
        SOON);
  }

  @Test
  void anHeirGetsTheDeploymentsSecret() throws Exception {
    Optional<Bytes> pinned = Optional.of(keys.statement().identityKey());
    try (RootSecret got = source(giver.policy(), pinned).obtain(heir)) {
      assertThat(got.identityKey()).isEqualTo(root.identityKey());
    }
    try (RootSecret again = source(giver.policy(), Optional.empty()).obtain(heir)) {
      assertThat(again.identityKey()).isEqualTo(root.identityKey());
    }
    assertThat(heir.waits()).contains("the sibling at sibling:8443");
  }

  @Test
  void aSiblingThatIsNotThereYetIsTriedAgain() throws Exception {
    stop();
    AtomicInteger dialled = new AtomicInteger();
    SiblingDialer dialer =
        (host, port) -> {
          dialled.incrementAndGet();
          return dial(host, port);
        };
    try (ExecutorService boots = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<RootSecret> got =
          boots.submit(() -> source(giver.policy(), Optional.empty(), dialer).obtain(heir));
      while (dialled.get() < 3) {
        Thread.sleep(10);
      }
      serve(Optional.of(heir.policy()), "demo", root);
      assertThat(got.get(20, TimeUnit.SECONDS).identityKey()).isEqualTo(root.identityKey());
    }
  }

  /// A boot whose device works no more.
  private record Mute(Provisioning boot) implements Provisioning {
    @Override
    public Device device() {
      return new Device() {
        @Override
        public String name() {
          return boot.device().name();
        }

        @Override
        public boolean simulated() {
          return boot.device().simulated();
        }

        @Override
        public Bytes attest(Bytes publicKey, Bytes userData, Optional<Bytes> nonce)
            throws DeviceException {
          throw new DeviceException("the GPUs gave no evidence");
        }
      };
    }

    @Override
    public Wire wire() {
      return boot.wire();
    }

    @Override
    public Storage storage() {
      return boot.storage();
    }

    @Override
    public Egress egress() {
      return boot.egress();
    }

    @Override
    public InstantSource clock() {
      return boot.clock();
    }

    @Override
    public SecureRandom random() {
      return boot.random();
    }

    @Override
    public void waitingFor(String what) {
      boot.waitingFor(what);
    }

    @Override
    public Serving serve(Service.Handler handler) throws IOException {
      return boot.serve(handler);
    }
  }

  @Test
  void aDeviceThatMakesNoEvidenceEndsTheStartAndIsNotTheSiblingsFault() {
    assertThatThrownBy(() -> source(giver.policy(), Optional.empty()).obtain(new Mute(heir)))
        .isInstanceOf(RootSecretException.class)
        .hasMessageContaining("this enclave's own device: the GPUs gave no evidence");
    assertThat(heir.waits()).containsExactly("the sibling at sibling:8443");
  }

  @Test
  void aStrangersEnclaveOrImageIsRefusedBeforeAnythingIsSaid() {
    refused(source(giver.policy(), Optional.of(Bytes.zeros(32))), "identity: ");
    refused(source(heir.policy(), Optional.empty()), "evidence-refused: ");
  }

  @Test
  void aSecretThatIsNotTheSiblingsOwnIsFound() throws Exception {
    serve(Optional.of(heir.policy()), "demo", filled(2));
    refused(source(giver.policy(), Optional.empty()), "a secret that isn't its own");
  }

  @Test
  void aGiverWithoutHeirsOrOfAnotherDeploymentRefuses() throws Exception {
    serve(Optional.empty(), "demo", root);
    refused(source(giver.policy(), Optional.empty()), "refuses: no-heirs");
    serve(Optional.of(heir.policy()), "other", root);
    refused(
        source(giver.policy(), Optional.empty()), "refuses: evidence-refused, user-data-differs");
  }

  @Test
  void anHeirThatThePolicyDoesNotNameIsRefused() throws Exception {
    serve(Optional.of(giver.policy()), "demo", root);
    refused(source(giver.policy(), Optional.empty()), "refuses: evidence-refused, untrusted-root");
  }

  /// A log that names one image, and refuses heirs as often as a test wants.
  private static final class Log implements Successors, Successors.Successor {
    private final AppraisalPolicy policy;
    private final boolean passes;
    private final AtomicInteger refusals;
    private final AtomicInteger asked = new AtomicInteger();

    Log(AppraisalPolicy policy, int refusals, boolean passes) {
      this.policy = policy;
      this.refusals = new AtomicInteger(refusals);
      this.passes = passes;
    }

    @Override
    public Optional<Successor> named() {
      return Optional.of(this);
    }

    @Override
    public AppraisalPolicy policy() {
      return policy;
    }

    @Override
    public void admit(Bytes evidence) throws SuccessorRefusedException {
      asked.incrementAndGet();
      assertThat(evidence.length()).isEqualTo(32);
      if (refusals.getAndDecrement() > 0) {
        throw new SuccessorRefusedException("not-approved", passes, new IOException());
      }
    }
  }

  private void serve(Optional<AppraisalPolicy> measured, Log log) throws IOException {
    serve(new Heirs(measured, () -> Optional.of(log)), "demo", root);
  }

  @Test
  void anHeirThatTheLogNamesWaitsUntilItIsAdmitted() throws Exception {
    Log log = new Log(heir.policy(), 2, true);
    serve(Optional.empty(), log);
    try (RootSecret got = source(giver.policy(), Optional.empty()).obtain(heir)) {
      assertThat(got.identityKey()).isEqualTo(root.identityKey());
    }
    assertThat(log.asked).hasValue(3);
    assertThat(heir.waits())
        .contains("the sibling at sibling:8443: the sibling says upgrade-waits, not-approved");
  }

  @Test
  void whomTheMeasuredPolicyRefusesTheLogMayName() throws Exception {
    Log log = new Log(heir.policy(), 0, true);
    serve(Optional.of(giver.policy()), log);
    source(giver.policy(), Optional.empty()).obtain(heir).close();
    assertThat(log.asked).hasValue(1);
    // And whom it accepts needs no log.
    serve(Optional.of(heir.policy()), log);
    source(giver.policy(), Optional.empty()).obtain(heir).close();
    assertThat(log.asked).hasValue(1);
  }

  @Test
  void theLogDecidesAboutNobodyElse() throws Exception {
    Log log = new Log(giver.policy(), 0, true);
    serve(Optional.empty(), log);
    refused(source(giver.policy(), Optional.empty()), "refuses: evidence-refused, untrusted-root");
    assertThat(log.asked).hasValue(0);
    serve(Optional.empty(), new Log(heir.policy(), 1, false));
    refused(source(giver.policy(), Optional.empty()), "refuses: upgrade-refused, not-approved");
  }

  private void refused(HandOverRootSecret source, String why) {
    assertThatThrownBy(() -> source.obtain(heir))
        .as(() -> heir.waits().toString())
        .isInstanceOf(RootSecretException.class)
        .hasMessageContaining(why);
  }
}
