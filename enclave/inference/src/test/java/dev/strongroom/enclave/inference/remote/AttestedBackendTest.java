// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.channel.AttestationSource;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.channel.fixtures.Attack;
import dev.strongroom.channel.fixtures.Attacks;
import dev.strongroom.channel.fixtures.Channels;
import dev.strongroom.channel.fixtures.FakeEnclave;
import dev.strongroom.channel.fixtures.FakeGuest;
import dev.strongroom.channel.fixtures.TlsPeer;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.enclave.inference.backend.Verification;
import dev.strongroom.enclave.inference.remote.Meddler.Deed;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Back ends in other environments: genuine evidence under roots of the tests', real TLS.
class AttestedBackendTest {
  private static final FakeNitro VENDOR = FakeNitro.create();
  private static final BackendCall CALL =
      new BackendCall("POST", "/v1/completions", "application/json", Bytes.utf8("{\"prompt\":1}"));

  private final AtomicReference<Instant> now = new AtomicReference<>(FakeNitro.TIME.plusSeconds(9));

  private AttestedBackend backend(ChannelPolicy policy, int port) {
    return backend(policy, () -> port);
  }

  private AttestedBackend backend(ChannelPolicy policy, IntSupplier port) {
    return new AttestedBackend(
        "far",
        "models.example.com:443",
        () -> new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port.getAsInt()),
        new ServerAppraisal(
            policy, Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4)), now::get),
        Duration.ofSeconds(5),
        8);
  }

  private static ChannelPolicy policy(FakeEnclave enclave, boolean fresh) {
    return Channels.policy(
        Channels.appraisal(VENDOR.simulatedAnchor(), fresh), enclave.identity(), fresh);
  }

  private static String body(BackendAnswer answer) throws IOException {
    try (answer) {
      return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// The attested channel, and then a server of models; every byte that comes is counted.
  private static TlsPeer server(AttestationSource source, ModelServer models) throws IOException {
    return new TlsPeer(
        TlsPeer.certificate(),
        TlsPeer.honest(
            source,
            (socket, peer) ->
                models.serve(
                    new FilterInputStream(socket.getInputStream()) {
                      @Override
                      public int read() throws IOException {
                        int next = super.read();
                        peer.saw(next < 0 ? 0 : 1);
                        return next;
                      }

                      @Override
                      public int read(byte[] bytes, int offset, int length) throws IOException {
                        int count = super.read(bytes, offset, length);
                        peer.saw(Math.max(0, count));
                        return count;
                      }
                    },
                    socket.getOutputStream())));
  }

  /// Notes each evidence that it gives out.
  private record Noted(AttestationSource source, List<Bytes> given) implements AttestationSource {
    @Override
    public Attested current() throws IOException {
      return noted(source.current());
    }

    @Override
    public Attested fresh(Bytes nonce) throws IOException {
      return noted(source.fresh(nonce));
    }

    private Attested noted(Attested attested) {
      given.add(attested.evidence());
      return attested;
    }
  }

  private static Bytes sha256(Bytes data) throws Exception {
    return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(data.toByteArray()));
  }

  @ParameterizedTest
  @CsvSource({"SEV_SNP,false", "SEV_SNP,true", "TDX,false", "TDX,true"})
  void asksGuestsThatAreAccepted(EvidenceKind kind, boolean fresh) throws Exception {
    now.set(FakeGuest.TIME);
    FakeGuest guest = FakeGuest.of(kind);
    Noted noted = new Noted(guest, new CopyOnWriteArrayList<>());
    ChannelPolicy policy =
        new ChannelPolicy(
            guest.policy(),
            guest.endorsements(),
            Optional.of(guest.identity()),
            fresh,
            Duration.ofMinutes(10));
    try (ModelServer models = new ModelServer(ModelServer.says(ModelServer.json("{}")));
        TlsPeer server = server(noted, models);
        AttestedBackend backend = backend(policy, server.port())) {
      BackendAnswer answer = backend.send(CALL);
      assertThat(body(answer)).isEqualTo("{}");
      assertThat(models.asked().getFirst()).contains("host: models.example.com:443");
      Bytes digest = sha256(noted.given().getFirst());
      assertThat(answer.verified().map(Verification::evidence)).contains(digest);
      assertThat(backend.verification())
          .hasValueSatisfying(last -> {
            assertThat(last.kind()).isEqualTo(kind.toString());
            assertThat(last.evidence()).isEqualTo(digest);
            assertThat(last.checks()).isNotEmpty();
          });
    }
  }

  static Stream<Attack> attacks() {
    return Attacks.all().stream();
  }

  /// Every attack on the channel's clients is one on the gateway too: no byte of a request gets
  /// out.
  @ParameterizedTest
  @MethodSource("attacks")
  void refusesAttackers(Attack attack) throws Exception {
    attack
        .scenario()
        .against((policy, time, port) -> {
          now.set(time);
          try (AttestedBackend backend = backend(policy, port)) {
            try {
              backend.send(CALL).close();
            } catch (BackendException e) {
              assertThat(e.problem()).isIn(Problem.NOT_ACCEPTED, Problem.UNREACHABLE);
              assertThat(backend.verification()).isEmpty();
              throw e;
            }
          }
        });
  }

  private void refused(ChannelPolicy policy, AttestationSource source, String why)
      throws Exception {
    try (ModelServer models = new ModelServer(ModelServer.says(ModelServer.json("{}")));
        TlsPeer server = server(source, models);
        AttestedBackend backend = backend(policy, server.port())) {
      for (int i = 0; i < 3; i++) {
        assertThatExceptionOfType(BackendException.class)
            .isThrownBy(() -> backend.send(CALL))
            .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.NOT_ACCEPTED))
            .withMessageContaining(why);
      }
      assertThat(server.applicationBytes()).isZero();
      assertThat(models.asked()).isEmpty();
      assertThat(backend.verification()).isEmpty();
    }
  }

  @Test
  void refusesWrongMeasurements() throws Exception {
    FakeEnclave other =
        new FakeEnclave(VENDOR)
            .changed(document -> {
              document.content().pcr(0, Bytes.fromHex("ab".repeat(48)));
              return document;
            });
    refused(policy(other, false), other, "evidence-refused");
  }

  @Test
  void refusesStaleEvidence() throws Exception {
    now.set(FakeNitro.TIME.plusSeconds(301));
    FakeEnclave enclave = new FakeEnclave(VENDOR);
    refused(policy(enclave, false), enclave, "policy.age");
  }

  @Test
  void refusesGuestsWhoseEvidenceIsForOthers() throws Exception {
    now.set(FakeGuest.TIME);
    for (EvidenceKind kind : List.of(EvidenceKind.SEV_SNP, EvidenceKind.TDX)) {
      FakeGuest guest = FakeGuest.of(kind);
      ChannelPolicy policy =
          new ChannelPolicy(
              guest.policy(),
              guest.endorsements(),
              Optional.empty(),
              false,
              Duration.ofMinutes(10));
      refused(
          policy,
          guest.withEvidenceFor(FakeGuest.of(kind).statement()),
          kind == EvidenceKind.TDX ? "policy.report-data" : "policy.user-data");
    }
  }

  @Test
  void isAttestedAnewByAge() throws Exception {
    FakeEnclave enclave = new FakeEnclave(VENDOR);
    Noted noted = new Noted(enclave, new CopyOnWriteArrayList<>());
    ChannelPolicy policy =
        new ChannelPolicy(
            Channels.appraisal(VENDOR.simulatedAnchor(), false),
            Optional.of(enclave.identity()),
            false,
            Duration.ofSeconds(3));
    try (ModelServer models = new ModelServer(ModelServer.says(ModelServer.json("{}")));
        TlsPeer server = server(noted, models);
        AttestedBackend backend = backend(policy, server.port())) {
      Optional<Verification> first = backend.send(CALL).verified();
      body(backend.send(CALL));
      int before = server.connections();
      body(backend.send(CALL));
      assertThat(server.connections()).isEqualTo(before);
      now.set(now.get().plusSeconds(2));
      BackendAnswer later = backend.send(CALL);
      assertThat(body(later)).isEqualTo("{}");
      assertThat(server.connections()).isEqualTo(before + 1);
      assertThat(later.verified()).isNotEqualTo(first);
      assertThat(later.verified()).isEqualTo(backend.verification());
      // Looked after: it is attested before a request has to wait for that.
      backend.check();
      assertThat(server.connections()).isEqualTo(before + 1);
      now.set(now.get().plusSeconds(2));
      backend.check();
      assertThat(server.connections()).isEqualTo(before + 2);
      assertThat(backend.verification().orElseThrow().at()).isEqualTo(now.get());
      // What is no longer accepted gets nothing, however good it was.
      now.set(FakeNitro.TIME.plusSeconds(301));
      int asked = models.asked().size();
      assertThatExceptionOfType(BackendException.class).isThrownBy(() -> backend.send(CALL));
      assertThat(models.asked()).hasSize(asked);
    }
  }

  /// What fails when it is looked after gets nothing more, on connections from before either,
  /// however young they are.
  @Test
  void usesNoConnectionFromBeforeARefusal() throws Exception {
    AtomicReference<Optional<FakeEnclave>> turned = new AtomicReference<>(Optional.empty());
    FakeEnclave enclave = new FakeEnclave(VENDOR);
    FakeEnclave debugged = new FakeEnclave(VENDOR).debug();
    AttestationSource source =
        new AttestationSource() {
          @Override
          public Attested current() {
            return turned.get().orElse(enclave).current();
          }

          @Override
          public Attested fresh(Bytes nonce) {
            return turned.get().orElse(enclave).fresh(nonce);
          }
        };
    ChannelPolicy policy =
        new ChannelPolicy(
            Channels.appraisal(VENDOR.simulatedAnchor(), false),
            Optional.empty(),
            false,
            Duration.ofSeconds(20));
    try (ModelServer models = new ModelServer(ModelServer.says(ModelServer.json("{}")));
        TlsPeer server = server(source, models);
        AttestedBackend backend = backend(policy, server.port())) {
      for (int i = 0; i < 5; i++) {
        body(backend.send(CALL));
        now.set(now.get().plusSeconds(2));
      }
      assertThat(server.connections()).isEqualTo(1);
      BackendAnswer underWay = backend.send(CALL);
      turned.set(Optional.of(debugged));
      int asked = models.asked().size();
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(backend::check)
          .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.NOT_ACCEPTED));
      // What began goes on, and its connection isn't kept.
      assertThat(body(underWay)).isEqualTo("{}");
      assertThatExceptionOfType(BackendException.class).isThrownBy(() -> backend.send(CALL));
      assertThat(models.asked()).hasSize(asked);
      turned.set(Optional.empty());
      backend.check();
      assertThat(body(backend.send(CALL))).isEqualTo("{}");
    }
  }

  /// One that was verified a moment ago and can't be reached isn't there.
  @Test
  void looksAgainAfterAFailure() throws Exception {
    FakeEnclave enclave = new FakeEnclave(VENDOR);
    AtomicBoolean gone = new AtomicBoolean();
    try (ModelServer models = new ModelServer(ModelServer.says(ModelServer.json("{}")));
        TlsPeer server = server(enclave, models);
        AttestedBackend backend =
            backend(policy(enclave, false), () -> gone.get() ? 1 : server.port())) {
      body(backend.send(CALL));
      backend.check();
      gone.set(true);
      now.set(now.get().plusSeconds(5));
      for (int i = 0; i < 2; i++) {
        assertThatExceptionOfType(BackendException.class)
            .isThrownBy(() -> backend.send(CALL))
            .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.UNREACHABLE));
        assertThatExceptionOfType(BackendException.class).isThrownBy(backend::check);
      }
      gone.set(false);
      backend.check();
      assertThat(body(backend.send(CALL))).isEqualTo("{}");
    }
  }

  /// What a receipt names is what this answer's connection was verified by, not what was found out
  /// since.
  @Test
  void saysWhatTheVeryConnectionWasVerifiedBy() throws Exception {
    FakeEnclave enclave = new FakeEnclave(VENDOR);
    ChannelPolicy policy =
        new ChannelPolicy(
            Channels.appraisal(VENDOR.simulatedAnchor(), true),
            Optional.of(enclave.identity()),
            true,
            Duration.ofSeconds(30));
    Noted noted = new Noted(enclave, new CopyOnWriteArrayList<>());
    try (ModelServer models = new ModelServer(ModelServer.says(ModelServer.json("{}")));
        TlsPeer server = server(noted, models);
        AttestedBackend backend = backend(policy, server.port())) {
      BackendAnswer first = backend.send(CALL);
      now.set(now.get().plusSeconds(16));
      backend.check();
      assertThat(backend.verification().map(Verification::evidence))
          .contains(sha256(noted.given().get(1)));
      assertThat(first.verified().map(Verification::evidence))
          .contains(sha256(noted.given().getFirst()));
      assertThat(noted.given().get(1)).isNotEqualTo(noted.given().getFirst());
      assertThat(body(first)).isEqualTo("{}");
    }
  }

  @Test
  void asksForAReceiptIfOneIsWanted() throws Exception {
    FakeEnclave enclave = new FakeEnclave(VENDOR);
    String named =
        ModelServer.json("{}")
            .replace("Content-Type", "Strongroom-Request-Id: abc_123-DEF\r\nContent-Type");
    Bytes salt = Bytes.fromHex("ab".repeat(32));
    BackendCall asking =
        new BackendCall(
            CALL.method(),
            CALL.path(),
            CALL.contentType(),
            CALL.body(),
            Optional.empty(),
            Optional.of(salt));
    try (ModelServer models = new ModelServer(ModelServer.says(named));
        TlsPeer server = server(enclave, models);
        AttestedBackend backend = backend(policy(enclave, false), server.port())) {
      try (BackendAnswer answer = backend.send(asking)) {
        assertThat(answer.receipt()).contains("abc_123-DEF");
      }
      assertThat(models.asked().getFirst())
          .contains("strongroom-receipt: q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s\r\n");
      try (BackendAnswer answer = backend.send(CALL)) {
        assertThat(answer.receipt()).isEmpty();
      }
      assertThat(models.asked().get(1)).doesNotContain("strongroom-receipt");
      models.does(ModelServer.says(named.replace("abc_123-DEF", "../../v1")));
      try (BackendAnswer answer = backend.send(asking)) {
        assertThat(answer.receipt()).isEmpty();
      }
    }
  }

  /// Cut, repeated, dropped or changed on the way: what comes is a prefix, and then an error.
  @ParameterizedTest
  @EnumSource(value = Deed.class, names = "NOTHING", mode = EnumSource.Mode.EXCLUDE)
  void noticesWhatTheHostDoesToAStream(Deed deed) throws Exception {
    FakeEnclave enclave = new FakeEnclave(VENDOR);
    CountDownLatch meddling = new CountDownLatch(1);
    ModelServer.Answering stream =
        (_, out) -> {
          out.write(
              """
              HTTP/1.1 200 OK\r
              Content-Type: text/event-stream\r
              Transfer-Encoding: chunked\r
              \r
              9\r
              data: 0

              \r
              """
                  .getBytes(StandardCharsets.UTF_8));
          out.flush();
          try {
            meddling.await();
          } catch (InterruptedException e) {
            return false;
          }
          for (int i = 1; i < 4; i++) {
            out.write(("9\r\ndata: " + i + "\n\n\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
          }
          out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
          return false;
        };
    try (ModelServer models = new ModelServer(stream);
        TlsPeer server = server(enclave, models);
        Meddler meddler = new Meddler(server.port());
        AttestedBackend backend = backend(policy(enclave, true), meddler.port());
        BackendAnswer answer = backend.send(CALL)) {
      InputStream body = answer.body();
      assertThat(new String(body.readNBytes(9), StandardCharsets.UTF_8)).isEqualTo("data: 0\n\n");
      meddler.does(deed);
      meddling.countDown();
      assertThatExceptionOfType(IOException.class).isThrownBy(body::readAllBytes);
    }
  }
}
