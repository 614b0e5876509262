// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.custody.AttestedHttp;
import dev.strongroom.channel.custody.AttestedHttp.Answer;
import dev.strongroom.channel.custody.OperatorRequest;
import dev.strongroom.channel.custody.OperatorRequest.Action;
import dev.strongroom.channel.custody.SealedShare;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Operator;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Quorum;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.root.TestProvisioning;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The whole ceremony over attested channels to a real server.
@Timeout(60)
class QuorumRootSecretTest {
  private final TestOperator ann = TestOperator.of("ann");
  private final TestOperator bob = TestOperator.of("bob");
  private final TestOperator eve = TestOperator.of("eve");
  private final Quorum quorum =
      new Quorum(2, List.of(ann.configured(), bob.configured(), eve.configured()));

  /// Talks over an attested channel of its own each time.
  private record Channel(TestProvisioning enclave) implements TestOperator.Talk {
    @Override
    public Bytes get(String path) throws Exception {
      try (AttestedConnection connection = enclave.connect()) {
        return good(AttestedHttp.get(connection, path));
      }
    }

    @Override
    public void post(OperatorRequest request) throws Exception {
      try (AttestedConnection connection = enclave.connect()) {
        good(
            AttestedHttp.post(
                connection, TestOperator.Talk.path(request.action()), request.json()));
      }
    }

    private static Bytes good(Answer answer) {
      if (answer.status() != 200) {
        throw new IllegalStateException(answer.status() + " " + answer.body().asUtf8());
      }
      return answer.body();
    }
  }

  @Test
  void threeGiveBirthAndAnyTwoBringTheDeploymentBack() throws Exception {
    try (ExecutorService boots = Executors.newVirtualThreadPerTaskExecutor()) {
      TestProvisioning first = new TestProvisioning(7);
      Future<RootSecret> born = boots.submit(() -> source().obtain(first));
      Channel talk = new Channel(first);
      Bytes session = TestOperator.status(talk).session();
      talk.post(ann.request(Action.BIRTH, session, Bytes.EMPTY));
      talk.post(bob.request(Action.BIRTH, session, Bytes.EMPTY));
      SealedShare annsShare = ann.join(talk);
      SealedShare evesShare = eve.join(talk);
      Thread.sleep(400);
      assertThat(born.isDone()).as("waits for all").isFalse();
      SealedShare bobsShare = bob.join(talk);
      Bytes identity;
      try (RootSecret root = born.get(20, TimeUnit.SECONDS)) {
        identity = root.identityKey();
      }
      assertThat(annsShare.header().identityKey()).isEqualTo(identity);
      assertThat(first.waits())
          .contains("2 operators' shares", "2 operators' shares; asked for a birth: [ann]")
          .contains("confirmation of the shares: 2 of 3 operators [ann, eve]");
      List<SealedShare> shares = List.of(annsShare, bobsShare, evesShare);
      for (int missing = 0; missing < 3; missing++) {
        assertThat(restart(boots, shares, missing)).isEqualTo(identity);
      }
    }
  }

  private Bytes restart(ExecutorService boots, List<SealedShare> shares, int missing)
      throws Exception {
    TestProvisioning enclave = new TestProvisioning(7);
    Future<RootSecret> restored = boots.submit(() -> source().obtain(enclave));
    Channel talk = new Channel(enclave);
    Bytes session = TestOperator.status(talk).session();
    List<TestOperator> operators = List.of(ann, bob, eve);
    for (int i = 0; i < 3; i++) {
      if (i != missing) {
        talk.post(operators.get(i).release(shares.get(i), session));
      }
    }
    try (RootSecret root = restored.get(20, TimeUnit.SECONDS)) {
      return root.identityKey();
    }
  }

  private QuorumRootSecret source() {
    return new QuorumRootSecret(quorum, TestOperator.DEPLOYMENT);
  }

  @Test
  void aKeyOfSmallOrderIsFoundBeforeAnythingIsBorn() throws Exception {
    Operator broken = new Operator("joe", Bytes.zeros(32), ann.signing().publicKey());
    QuorumRootSecret source =
        new QuorumRootSecret(new Quorum(2, List.of(broken, bob.configured())), "demo");
    assertThatThrownBy(() -> source.obtain(new TestProvisioning(7)))
        .isInstanceOf(RootSecretException.class)
        .hasMessageContaining("joe");
  }

  @Test
  void anInterruptedWaitEnds() throws Exception {
    try (ExecutorService boots = Executors.newVirtualThreadPerTaskExecutor()) {
      TestProvisioning enclave = new TestProvisioning(7);
      Future<RootSecret> waiting = boots.submit(() -> source().obtain(enclave));
      enclave.port();
      waiting.cancel(true);
    }
  }
}
