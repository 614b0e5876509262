// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.ServerCertificate;
import dev.strongroom.channel.fixtures.TlsPeer;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.enclave.inference.backend.Verification;
import dev.strongroom.enclave.inference.remote.TinfoilServer.Publishing;
import dev.strongroom.enclave.inference.tinfoil.FakeTinfoil;
import dev.strongroom.enclave.inference.tinfoil.TinfoilAppraisal;
import dev.strongroom.enclave.inference.tinfoil.TinfoilFormat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Servers that publish SIMULATED evidence, over real TLS: the honest one, and those who would like
/// to be taken for it.
class TinfoilBackendTest {
  private static final BackendCall CALL =
      new BackendCall(
          "POST",
          "/v1/completions",
          "application/json",
          Bytes.utf8("{\"prompt\":\"secret\"}"),
          Optional.of("Bearer tk-1"),
          Optional.empty());
  private static final Duration AGE = Duration.ofMinutes(10);

  private final FakeTinfoil machine = FakeTinfoil.of(EvidenceKind.SEV_SNP);
  private final AtomicReference<Instant> now = new AtomicReference<>(FakeTinfoil.TIME);

  private TinfoilBackend backend(
      FakeTinfoil of, TinfoilFormat format, int port, boolean authorized) {
    return new TinfoilBackend(
        "far",
        "models.example.com",
        443,
        () -> new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port),
        new TinfoilAppraisal(
            format,
            of.policy(),
            Optional.empty(),
            of.endorsements(),
            AGE,
            Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4)),
            now::get,
            new SecureRandom()),
        Duration.ofSeconds(5),
        8,
        authorized);
  }

  private TinfoilBackend backend(int port) {
    return backend(machine, TinfoilFormat.V3, port, false);
  }

  private static String body(BackendAnswer answer) throws IOException {
    try (answer) {
      return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Publishing of(FakeTinfoil machine, TinfoilFormat format) {
    return TinfoilServer.publishes((nonce, fingerprint) ->
        format == TinfoilFormat.V2 ? machine.v2(fingerprint) : machine.v3(nonce, fingerprint));
  }

  @ParameterizedTest
  @CsvSource({"SEV_SNP,V2", "SEV_SNP,V3", "TDX,V2", "TDX,V3"})
  void asksServersWhoseEvidenceBindsTheirKey(EvidenceKind kind, TinfoilFormat format)
      throws Exception {
    FakeTinfoil own = FakeTinfoil.of(kind);
    try (TinfoilServer server = new TinfoilServer(of(own, format));
        TinfoilBackend backend = backend(own, format, server.port(), false)) {
      BackendAnswer answer = backend.send(CALL);
      assertThat(body(answer)).isEqualTo("{}");
      assertThat(backend.verification())
          .hasValueSatisfying(last -> {
            assertThat(last.kind()).isEqualTo(kind.toString());
            assertThat(answer.verified()).contains(last);
            assertThat(last.tlsKey()).isPresent();
            assertThat(last.simulated()).isEqualTo(kind == EvidenceKind.TDX);
          });
      assertThat(server.asked().getFirst())
          .contains("host: models.example.com\r\n", "secret")
          .doesNotContain("authorization");
      // The same connection goes on, and is attested once.
      assertThat(body(backend.send(CALL))).isEqualTo("{}");
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.documents()).isEqualTo(1);
    }
  }

  @Test
  void sendsAClientsAuthorizationOnlyWhereTheSettingsSaySo() throws Exception {
    try (TinfoilServer server = new TinfoilServer(of(machine, TinfoilFormat.V3));
        TinfoilBackend backend = backend(machine, TinfoilFormat.V3, server.port(), true)) {
      body(backend.send(CALL));
      assertThat(server.asked().getFirst()).contains("\r\nauthorization: Bearer tk-1\r\n");
    }
    assertThat(CALL.toString()).doesNotContain("tk-1");
  }

  private void refused(Publishing publishing, String why) throws Exception {
    refused(publishing, TinfoilFormat.V3, Problem.NOT_ACCEPTED, why);
  }

  private void refused(Publishing publishing, TinfoilFormat format, Problem problem, String why)
      throws Exception {
    try (TinfoilServer server = new TinfoilServer(publishing);
        TinfoilBackend backend = backend(machine, format, server.port(), true)) {
      for (int i = 0; i < 3; i++) {
        assertThatExceptionOfType(BackendException.class)
            .isThrownBy(() -> backend.send(CALL))
            .withMessageContaining(why)
            .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
      }
      assertThatExceptionOfType(BackendException.class).isThrownBy(backend::check);
      assertThat(server.asked()).isEmpty();
      assertThat(server.documents()).isGreaterThanOrEqualTo(4);
      assertThat(backend.verification()).isEmpty();
    }
  }

  /// Somebody in between, with a key and a certificate of his own, passes everything on to the
  /// genuine server and back: its document for this very nonce is for another key.
  @ParameterizedTest
  @EnumSource(TinfoilFormat.class)
  void refusesRelays(TinfoilFormat format) throws Exception {
    Bytes genuine = TinfoilServer.fingerprint(TlsPeer.certificate());
    refused(
        TinfoilServer.publishes((nonce, _) ->
            format == TinfoilFormat.V2 ? machine.v2(genuine) : machine.v3(nonce, genuine)),
        format,
        Problem.NOT_ACCEPTED,
        "tinfoil.tls-key");
  }

  @Test
  void refusesOtherSoftwareAndOpenMachines() throws Exception {
    refused(
        of(
            FakeTinfoil.of(EvidenceKind.SEV_SNP).measuring(Bytes.fromHex("bb".repeat(48))),
            TinfoilFormat.V3),
        "policy.measurement");
    refused(
        of(FakeTinfoil.of(EvidenceKind.SEV_SNP).debuggable(), TinfoilFormat.V3), "policy.debug");
    refused(of(FakeTinfoil.of(EvidenceKind.TDX), TinfoilFormat.V3), "the evidence isn't accepted");
  }

  @Test
  void refusesWhatWasPublishedBefore() throws Exception {
    AtomicReference<String> first = new AtomicReference<>();
    refused(
        TinfoilServer.publishes((_, fingerprint) ->
            first.updateAndGet(
                last -> last == null ? machine.v3(Bytes.zeros(32), fingerprint) : last)),
        "tinfoil.nonce");
    // Asked for the document with a nonce, it gives the one without.
    refused(of(machine, TinfoilFormat.V2), "tinfoil.document");
  }

  @Test
  void refusesWhenEndorsementsHaveRunOut() throws Exception {
    now.set(FakeTinfoil.TIME.plus(Duration.ofHours(2)));
    refused(of(machine, TinfoilFormat.V3), "path.revocation");
  }

  @Test
  void refusesServersThatPublishNothing() throws Exception {
    for (String answer :
        new String[] {
          "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 302 Found\r\nLocation: https://x.example/\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 2097152\r\n\r\n" + " ".repeat(2 << 20),
          "HTTP/1.1 200 OK\r\n\r\n{}",
          "{}"
        }) {
      refused(
          (_, _, out) -> {
            out.write(answer.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return false;
          },
          "tinfoil.document");
    }
  }

  /// What stands behind the document would be taken for the answer to a request.
  @Test
  void refusesAnswersThatNobodyAskedFor() throws Exception {
    refused(
        (nonce, fingerprint, out) -> {
          out.write(
              (ModelServer.json(machine.v3(nonce, fingerprint)) + ModelServer.json("{\"a\":1}"))
                  .getBytes(StandardCharsets.UTF_8));
          out.flush();
          return true;
        },
        TinfoilFormat.V3,
        Problem.UNREACHABLE,
        "");
  }

  @Test
  void makesAnotherConnectionWhereTheFirstEndsWithTheDocument() throws Exception {
    Publishing closing =
        (nonce, fingerprint, out) -> {
          String document = machine.v3(nonce, fingerprint);
          out.write(
              ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: "
                      + document.length()
                      + "\r\n\r\n"
                      + document)
                  .getBytes(StandardCharsets.UTF_8));
          out.flush();
          return false;
        };
    try (TinfoilServer server = new TinfoilServer(closing);
        TinfoilBackend backend = backend(server.port())) {
      assertThat(body(backend.send(CALL))).isEqualTo("{}");
      assertThat(server.connections()).isEqualTo(2);
      assertThat(server.documents()).isEqualTo(1);
    }
  }

  @Test
  void isAttestedAnewByAge() throws Exception {
    AtomicInteger published = new AtomicInteger();
    Publishing counting =
        TinfoilServer.publishes((nonce, fingerprint) -> {
          published.incrementAndGet();
          return machine.v3(nonce, fingerprint);
        });
    try (TinfoilServer server = new TinfoilServer(counting);
        TinfoilBackend backend = backend(server.port())) {
      Optional<Verification> first = backend.send(CALL).verified();
      assertThat(published).hasValue(1);
      // Young enough, but the connection was idle for too long: a new one, on the same judgement.
      now.set(now.get().plusSeconds(200));
      body(backend.send(CALL));
      assertThat(server.connections()).isEqualTo(2);
      assertThat(published).hasValue(1);
      backend.check();
      assertThat(published).hasValue(1);
      // Past half of the age it is attested before a request has to wait for that.
      now.set(now.get().plusSeconds(200));
      backend.check();
      assertThat(published).hasValue(2);
      assertThat(backend.verification().orElseThrow().at()).isEqualTo(now.get());
      assertThat(backend.send(CALL).verified()).isPresent().isNotEqualTo(first);
      // What is no longer accepted gets nothing, however good it was.
      now.set(FakeTinfoil.TIME.plusSeconds(3601));
      int asked = server.asked().size();
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(() -> backend.send(CALL))
          .withMessageContaining("path.revocation");
      assertThat(server.asked()).hasSize(asked);
      assertThat(backend.verification()).isEmpty();
    }
  }

  /// A check that is refused leaves no way to what was good before, though it is idle for no time.
  @Test
  void nothingGoesOverAnEarlierConnectionOnceItIsRefused() throws Exception {
    AtomicBoolean genuine = new AtomicBoolean(true);
    Publishing publishing =
        TinfoilServer.publishes((nonce, fingerprint) ->
            machine.v3(genuine.get() ? nonce : Bytes.zeros(32), fingerprint));
    try (TinfoilServer server = new TinfoilServer(publishing);
        TinfoilBackend backend = backend(server.port())) {
      body(backend.send(CALL));
      // Half of its age has passed, and it is used just now.
      now.set(now.get().plus(AGE.dividedBy(2)).minusSeconds(1));
      body(backend.send(CALL));
      now.set(now.get().plusSeconds(2));
      genuine.set(false);
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(backend::check)
          .withMessageContaining("tinfoil.nonce");
      int asked = server.asked().size();
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(() -> backend.send(CALL))
          .withMessageContaining("tinfoil.nonce");
      assertThat(server.asked()).hasSize(asked);
    }
  }

  /// A server that comes back with another key is judged anew.
  @Test
  void aNewKeyIsANewServer() throws Exception {
    ServerCertificate other = TlsPeer.certificate();
    AtomicInteger port = new AtomicInteger();
    try (TinfoilBackend backend =
        new TinfoilBackend(
            "far",
            "models.example.com",
            443,
            () -> new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port.get()),
            new TinfoilAppraisal(
                TinfoilFormat.V3,
                machine.policy(),
                Optional.empty(),
                machine.endorsements(),
                AGE,
                Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4)),
                now::get,
                new SecureRandom()),
            Duration.ofSeconds(5),
            8,
            false)) {
      Bytes before;
      try (TinfoilServer server = new TinfoilServer(of(machine, TinfoilFormat.V3))) {
        port.set(server.port());
        body(backend.send(CALL));
        before = backend.verification().orElseThrow().tlsKey().orElseThrow();
      }
      now.set(now.get().plusSeconds(5));
      try (TinfoilServer server =
          new TinfoilServer(other, new String[] {"TLSv1.3"}, of(machine, TinfoilFormat.V3))) {
        port.set(server.port());
        body(backend.send(CALL));
        assertThat(server.documents()).isEqualTo(1);
        assertThat(backend.verification().orElseThrow().tlsKey())
            .contains(TinfoilServer.fingerprint(other))
            .isNotEqualTo(Optional.of(before));
      }
      now.set(now.get().plusSeconds(5));
      // Somebody who shows the document of the key that was good, and has another.
      try (TinfoilServer server =
          new TinfoilServer(
              TinfoilServer.publishes(
                  (nonce, _) -> machine.v3(nonce, TinfoilServer.fingerprint(other))))) {
        port.set(server.port());
        assertThatExceptionOfType(BackendException.class)
            .isThrownBy(() -> backend.send(CALL))
            .withMessageContaining("tinfoil.tls-key");
        assertThat(server.asked()).isEmpty();
      }
    }
  }

  @Test
  void refusesOlderTls() throws Exception {
    try (TinfoilServer server =
            new TinfoilServer(
                TlsPeer.certificate(), new String[] {"TLSv1.2"}, of(machine, TinfoilFormat.V3));
        TinfoilBackend backend = backend(server.port())) {
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(() -> backend.send(CALL))
          .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.UNREACHABLE));
      assertThat(server.asked()).isEmpty();
    }
  }
}
