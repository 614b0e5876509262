// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.custody.CustodyPaths;
import dev.strongroom.channel.custody.OperatorRequest;
import dev.strongroom.channel.custody.OperatorRequest.Action;
import dev.strongroom.channel.custody.ReleasedShare;
import dev.strongroom.channel.custody.SealedShare;
import dev.strongroom.channel.custody.ShareHeader;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Quorum;
import dev.strongroom.enclave.runtime.root.TestProvisioning;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What operators, thieves and hosts may try; each is refused by name, and the quorum still works.
class QuorumAttackTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final TestOperator ann = TestOperator.of("ann");
  private final TestOperator bob = TestOperator.of("bob");
  private final TestOperator eve = TestOperator.of("eve");
  private final List<TestOperator> operators = List.of(ann, bob, eve);
  private final Quorum quorum =
      new Quorum(2, operators.stream().map(TestOperator::configured).toList());
  private final List<SealedShare> shares = new ArrayList<>();
  private Boot boot = new Boot(quorum, "demo");

  /// One boot, reached without a network.
  private static final class Boot implements TestOperator.Talk {
    final Ceremony ceremony;
    final QuorumHandler handler;

    Boot(Quorum quorum, String deployment) {
      ceremony = new Ceremony(quorum, deployment, RANDOM);
      handler = new QuorumHandler(ceremony, _ -> {});
    }

    Bytes session() {
      return ceremony.status().session();
    }

    Response send(String method, String path, Bytes body, boolean attested) {
      return handler.handle(TestProvisioning.request(method, path, body, attested));
    }

    String answer(OperatorRequest request) {
      Response response =
          send("POST", TestOperator.Talk.path(request.action()), Bytes.utf8(request.json()), true);
      return response.status() + " " + TestProvisioning.body(response).asUtf8();
    }

    @Override
    public Bytes get(String path) {
      Response response = send("GET", path, Bytes.EMPTY, false);
      assertThat(response.status()).as(path).isEqualTo(200);
      return TestProvisioning.body(response);
    }

    @Override
    public void post(OperatorRequest request) {
      assertThat(answer(request)).startsWith("200");
    }
  }

  private List<SealedShare> birth(Boot at) throws Exception {
    at.post(ann.request(Action.BIRTH, at.session(), Bytes.EMPTY));
    at.post(eve.request(Action.BIRTH, at.session(), Bytes.EMPTY));
    List<SealedShare> born = new ArrayList<>();
    for (TestOperator operator : operators) {
      born.add(operator.join(at));
    }
    return born;
  }

  @BeforeEach
  void aDeploymentThatWasBornAndRestarted() throws Exception {
    shares.addAll(birth(boot));
    boot = new Boot(quorum, "demo");
  }

  private static void refused(String answer, Refusal refusal) {
    assertThat(answer).isEqualTo(refusal.status + " {\"error\":\"" + refusal.code + "\"}");
  }

  private void stillWorks() throws Exception {
    for (int i = 0; i < 2 && !boot.ceremony.outcome().isDone(); i++) {
      boot.answer(operators.get(i).release(shares.get(i), boot.session()));
    }
    assertThat(boot.ceremony.outcome().join().identityKey())
        .isEqualTo(shares.getFirst().header().identityKey());
  }

  @Test
  void requestsAreWorthNothingInAnotherBoot() throws Exception {
    OperatorRequest recorded = ann.release(shares.getFirst(), boot.session());
    Boot next = new Boot(quorum, "demo");
    refused(next.answer(recorded), Refusal.OTHER_SESSION);
    OperatorRequest changed =
        new OperatorRequest(
            recorded.action(), "ann", next.session(), recorded.payload(), recorded.signature());
    refused(next.answer(changed), Refusal.BAD_SIGNATURE);
    stillWorks();
  }

  @Test
  void onlyOperatorsAreHeardAndOnlyForWhatTheySigned() throws Exception {
    TestOperator stranger = TestOperator.of("mallory");
    refused(
        boot.answer(stranger.request(Action.BIRTH, boot.session(), Bytes.EMPTY)),
        Refusal.NOT_AN_OPERATOR);
    TestOperator impostor = new TestOperator("ann", stranger.signing(), stranger.encryption());
    refused(
        boot.answer(impostor.request(Action.BIRTH, boot.session(), Bytes.EMPTY)),
        Refusal.BAD_SIGNATURE);
    OperatorRequest release = ann.release(shares.getFirst(), boot.session());
    for (OperatorRequest other :
        List.of(
            new OperatorRequest(
                Action.CONFIRM, "ann", boot.session(), release.payload(), release.signature()),
            new OperatorRequest(
                Action.RELEASE, "bob", boot.session(), release.payload(), release.signature()),
            new OperatorRequest(
                Action.BIRTH, "ann", boot.session(), Bytes.EMPTY, release.signature()))) {
      refused(boot.answer(other), Refusal.BAD_SIGNATURE);
    }
    Boot elsewhere = new Boot(quorum, "other");
    OperatorRequest meant = ann.request(Action.BIRTH, elsewhere.session(), Bytes.EMPTY);
    refused(elsewhere.answer(meant), Refusal.BAD_SIGNATURE);
    stillWorks();
  }

  @Test
  void aWrongShareIsNamedAndSpoilsNothing() throws Exception {
    SealedShare own = shares.getFirst();
    byte[] value = own.open(ann.encryption());
    value[5] ^= 1;
    refused(
        boot.answer(
            ann.request(
                Action.RELEASE,
                boot.session(),
                ReleasedShare.of(own.header(), own.index(), value).encoded())),
        Refusal.WRONG_SHARE);
    value[5] ^= 1;
    refused(
        boot.answer(
            ann.request(
                Action.RELEASE,
                boot.session(),
                ReleasedShare.of(own.header(), 2, value).encoded())),
        Refusal.WRONG_SHARE);
    stillWorks();
  }

  @Test
  void oneOperatorCountsOnce() throws Exception {
    OperatorRequest release = ann.release(shares.getFirst(), boot.session());
    boot.post(release);
    refused(boot.answer(release), Refusal.ALREADY_RELEASED);
    // Eve got hold of Ann's share and releases it as her own.
    refused(
        boot.answer(eve.request(Action.RELEASE, boot.session(), release.payload())),
        Refusal.DUPLICATE_SHARE);
    assertThat(boot.ceremony.outcome()).isNotDone();
    boot.post(bob.release(shares.get(1), boot.session()));
    refused(boot.answer(eve.release(shares.get(2), boot.session())), Refusal.DONE);
    stillWorks();
  }

  @Test
  void sharesOfTwoCeremoniesNeverMeet() throws Exception {
    List<SealedShare> older = birth(new Boot(quorum, "demo"));
    boot.post(eve.release(older.get(2), boot.session()));
    boot.post(ann.release(shares.get(0), boot.session()));
    assertThat(boot.ceremony.outcome()).isNotDone();
    assertThat(boot.ceremony.status().releases()).hasSize(2);
    // Eve finds the right file: it takes the place of the other.
    boot.post(eve.release(shares.get(2), boot.session()));
    stillWorks();
  }

  @Test
  void aMadeUpHeaderHarmsOnlyItself() throws Exception {
    ShareHeader genuine = shares.getFirst().header();
    byte[] made = new byte[32];
    List<Bytes> digests = new ArrayList<>(genuine.digests());
    digests.set(2, ShareHeader.digest(3, made));
    ShareHeader forged =
        new ShareHeader(
            genuine.ceremony(), "demo", 2, genuine.identityKey(), genuine.commitment(), digests);
    boot.post(
        eve.request(Action.RELEASE, boot.session(), ReleasedShare.of(forged, 3, made).encoded()));
    // Two who lie together make a secret that isn't the one their header names.
    byte[] anns = shares.getFirst().open(ann.encryption());
    refused(
        boot.answer(
            ann.request(
                Action.RELEASE, boot.session(), ReleasedShare.of(forged, 1, anns).encoded())),
        Refusal.WRONG_SECRET);
    assertThat(boot.ceremony.status().releases()).isEmpty();
    stillWorks();
  }

  @Test
  void sharesOfAnotherDeploymentOrThresholdAreRefused() throws Exception {
    byte[] value = new byte[32];
    ShareHeader genuine = shares.getFirst().header();
    List<Bytes> digests = List.of(ShareHeader.digest(1, value), Bytes.zeros(32), Bytes.zeros(32));
    refused(boot.answer(made(genuine, "elsewhere", 2, digests, value)), Refusal.OTHER_DEPLOYMENT);
    refused(boot.answer(made(genuine, "demo", 3, digests, value)), Refusal.OTHER_THRESHOLD);
    stillWorks();
  }

  private OperatorRequest made(
      ShareHeader like, String deployment, int threshold, List<Bytes> digests, byte[] value) {
    ShareHeader header =
        new ShareHeader(
            like.ceremony(), deployment, threshold, like.identityKey(), like.commitment(), digests);
    return ann.request(
        Action.RELEASE, boot.session(), ReleasedShare.of(header, 1, value).encoded());
  }

  @Test
  void aBirthTakesAQuorumAndEachOperatorsProof() throws Exception {
    Boot fresh = new Boot(quorum, "demo");
    refused(
        fresh.answer(ann.request(Action.CONFIRM, fresh.session(), Bytes.zeros(32))),
        Refusal.NO_BIRTH);
    OperatorRequest begin = ann.request(Action.BIRTH, fresh.session(), Bytes.EMPTY);
    fresh.post(begin);
    refused(fresh.answer(begin), Refusal.ALREADY_BEGUN);
    assertThat(fresh.send("GET", CustodyPaths.SHARES + "ann", Bytes.EMPTY, true).status())
        .isEqualTo(409);
    fresh.post(bob.request(Action.BIRTH, fresh.session(), Bytes.EMPTY));
    refused(
        fresh.answer(eve.request(Action.BIRTH, fresh.session(), Bytes.EMPTY)),
        Refusal.BIRTH_UNDER_WAY);
    refused(fresh.answer(ann.release(shares.getFirst(), fresh.session())), Refusal.BIRTH_UNDER_WAY);
    refused(
        fresh.answer(eve.request(Action.CONFIRM, fresh.session(), Bytes.zeros(32))),
        Refusal.NOT_DECRYPTED);
    SealedShare anns = ann.join(fresh);
    assertThatThrownBy(() -> anns.open(bob.encryption())).hasMessageContaining("another key");
    Bytes proof = anns.possession(anns.open(ann.encryption()));
    refused(
        fresh.answer(ann.request(Action.CONFIRM, fresh.session(), proof)),
        Refusal.ALREADY_CONFIRMED);
    bob.join(fresh);
    assertThat(fresh.ceremony.outcome()).isNotDone();
    eve.join(fresh);
    assertThat(fresh.ceremony.outcome()).isDone();
  }

  @Test
  void plainHttpsOtherMethodsAndPlacesAreRefused() {
    Bytes body = Bytes.utf8(ann.request(Action.BIRTH, boot.session(), Bytes.EMPTY).json());
    assertThat(TestProvisioning.body(boot.send("POST", CustodyPaths.BIRTH, body, false)).asUtf8())
        .contains("attested-channel-needed");
    assertThat(boot.send("GET", CustodyPaths.BIRTH, body, true).status()).isEqualTo(405);
    assertThat(boot.send("POST", CustodyPaths.ROOT_SECRET, body, true).status()).isEqualTo(405);
    assertThat(boot.send("GET", "/", body, true).status()).isEqualTo(404);
    assertThat(boot.send("POST", CustodyPaths.BIRTH, Bytes.zeros(1 << 20), true).status())
        .isEqualTo(413);
    assertThat(boot.ceremony.status().begun()).isEmpty();
  }

  @Test
  void everyChangedByteAndEveryCutIsRefused() throws Exception {
    byte[] genuine =
        Bytes.utf8(ann.release(shares.getFirst(), boot.session()).json()).toByteArray();
    for (int at = 0; at < genuine.length; at++) {
      byte[] changed = genuine.clone();
      changed[at] ^= 1;
      refusedAndSilent(Bytes.copyOf(changed));
      refusedAndSilent(Bytes.copyOf(genuine).slice(0, at));
    }
    stillWorks();
  }

  private void refusedAndSilent(Bytes body) {
    Response response = boot.send("POST", CustodyPaths.RELEASE, body, true);
    assertThat(response.status()).isBetween(400, 499);
    assertThat(Objects.requireNonNull(TestProvisioning.body(response).asUtf8()))
        .matches("\\{\"error\":\"(malformed|other-session|not-an-operator|bad-signature)\"}");
  }
}
