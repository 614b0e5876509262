// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.fixtures.TlsPeer;
import dev.strongroom.channel.message.MessageClient;
import dev.strongroom.client.ai.AnswerCutException;
import dev.strongroom.client.ai.AnswerRefusedException;
import dev.strongroom.client.ai.ConfidentialModels;
import dev.strongroom.integration.inference.AttackedGateway.Ended;
import dev.strongroom.integration.inference.HostileWire.Deed;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What carriers do to streams on either side of the gateway: the user gets the true beginning and
/// a named error, never an end that is none.
@Timeout(400)
class StreamAttackTest {
  private static final String DONE = "data: [DONE]";
  private static final String FIRST = "data: {\"token\":0}\n\n";

  private static final String TOKENS =
      FIRST + "data: {\"token\":1}\n\ndata: {\"token\":2}\n\ndata: {\"token\":3}\n\n";

  private final RecordedModels models = new RecordedModels();
  private final SimulatedMachine machine = new SimulatedMachine(EvidenceKind.SEV_SNP);

  private TlsPeer server() throws IOException {
    return new TlsPeer(
        TlsPeer.certificate(),
        TlsPeer.honest(
            machine,
            (socket, _) -> models.serve(socket.getInputStream(), socket.getOutputStream())));
  }

  private AttackedGateway world(int port) throws Exception {
    return new AttackedGateway(machine, GpuPolicy.of(machine), port, "PT10M");
  }

  /// Has a stream begin, lets the attacker act, and has it go on.
  private Ended attacked(AttackedGateway world, ConfidentialModels user, Runnable attack)
      throws InterruptedException, ExecutionException {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    models.does(out -> {
      RecordedModels.begins(out);
      RecordedModels.event(out, FIRST);
      began.countDown();
      awaits(goOn);
      for (int i = 1; i < 4; i++) {
        RecordedModels.event(out, "data: {\"token\":" + i + "}\n\n");
        apart();
      }
      RecordedModels.ends(out);
    });
    CompletableFuture<Ended> ended =
        CompletableFuture.supplyAsync(() -> {
          try {
            return AttackedGateway.ask(user, world.prompt());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
          }
        });
    assertThat(began.await(20, TimeUnit.SECONDS)).isTrue();
    // What was sent before has passed by now, whoever carries it.
    Thread.sleep(300);
    attack.run();
    goOn.countDown();
    return ended.get();
  }

  /// So that events come in records of their own.
  private static void apart() throws IOException {
    try {
      Thread.sleep(60);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void awaits(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IOException("nobody let the stream go on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// What the gateway says of a back end's stream, if the end of the connection didn't overtake it:
  /// Java's HTTP client passes over what it has when it fails. Otherwise nothing but its beginning.
  private static void cutAtTheGateways(Ended ended, String code) {
    cutAtTheUsers(ended);
    if (ended.text().contains("error")) {
      assertThat(ended.text()).contains("\"code\":\"" + code + "\"");
    } else {
      assertThat(TOKENS).startsWith(ended.text());
    }
  }

  private static void cutAtTheUsers(Ended ended) {
    assertThat(ended.status()).isEqualTo(200);
    assertThat(ended.failure()).containsInstanceOf(AnswerCutException.class);
    assertThat(ended.text()).startsWith(FIRST).doesNotContain(DONE);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
  void betweenUserAndGateway(Deed deed) throws Exception {
    try (TlsPeer server = server();
        AttackedGateway world = world(server.port());
        HostileWire wire = new HostileWire(world.gateway().port());
        ConfidentialModels user = world.models(wire.port());
        ConfidentialModels other = world.models(wire.port())) {
      assertThat(AttackedGateway.ask(other, world.prompt()).text()).contains(DONE);
      wire.keepForeign();
      Ended ended = attacked(world, user, () -> wire.does(deed));
      if (deed == Deed.REPEAT && ended.failure().isEmpty()) {
        // All of the rest came in one record: its copy is behind the answer, and does nothing.
        assertThat(ended.text()).isEqualTo(TOKENS + DONE + "\n\n");
      } else {
        cutAtTheUsers(ended);
      }
      assertThat(wire.carried()).isNotEmpty().doesNotContain(world.canary());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
  void betweenGatewayAndBackEnd(Deed deed) throws Exception {
    try (TlsPeer server = server();
        HostileWire wire = new HostileWire(server.port());
        AttackedGateway world = world(wire.port())) {
      assertThat(world.ask().text()).contains(DONE);
      wire.keepForeign();
      try (ConfidentialModels user = world.models(world.gateway().port())) {
        Ended ended = attacked(world, user, () -> wire.does(deed));
        cutAtTheGateways(ended, "cut-short");
      }
      assertThat(wire.carried()).isNotEmpty().doesNotContain(world.canary());
      models.does(RecordedModels::streams);
      assertThat(world.ask().text()).contains(DONE);
    }
  }

  /// The back end itself ends where no end is, or goes on behind it.
  @ParameterizedTest
  @ValueSource(strings = {"no last event", "no last chunk", "events behind the end", "silence"})
  void byTheBackEndItself(String how) throws Exception {
    try (TlsPeer server = server();
        AttackedGateway world = world(server.port())) {
      models.does(out -> {
        RecordedModels.begins(out);
        RecordedModels.event(out, FIRST);
        // What comes together with the end may be passed over with it.
        LockSupport.parkNanos(300_000_000);
        switch (how) {
          case "no last event" -> RecordedModels.write(out, "0\r\n\r\n");
          case "no last chunk" -> {
            RecordedModels.event(out, DONE + "\n\n");
            throw new IOException("it dies");
          }
          case "events behind the end" -> {
            RecordedModels.event(out, DONE + "\n\n");
            RecordedModels.event(out, FIRST);
            RecordedModels.write(out, "0\r\n\r\n");
          }
          default -> awaits(new CountDownLatch(1));
        }
      });
      Ended ended = world.ask();
      cutAtTheGateways(ended, how.equals("events behind the end") ? "after-the-end" : "cut-short");
    }
  }

  private static ConfidentialModels messages(
      AttackedGateway world, HostileBalancer balancer, HttpClient http) {
    return ConfidentialModels.encrypted(
            new MessageClient(
                world.gateway().policy(),
                Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4)),
                world.clock(),
                new SecureRandom()),
            http,
            balancer.uri())
        .build();
  }

  private static UnaryOperator<List<byte[]>> changing(
      java.util.function.Consumer<List<byte[]>> change) {
    return chunks -> {
      List<byte[]> changed = new ArrayList<>(chunks);
      change.accept(changed);
      return changed;
    };
  }

  /// Encrypted messages through a balancer that ends TLS: each chunk belongs to its place.
  @Test
  void onEncryptedMessages() throws Exception {
    try (TlsPeer server = server();
        AttackedGateway world = world(server.port());
        HostileBalancer balancer = new HostileBalancer(world.gateway().port());
        HttpClient http = HttpClient.newHttpClient();
        ConfidentialModels user = messages(world, balancer, http)) {
      Ended good = AttackedGateway.ask(user, world.prompt());
      assertThat(good.failure()).isEmpty();
      assertThat(good.text()).endsWith(DONE + "\n\n");
      List<byte[]> earlier = balancer.last();
      // Events that come together are one chunk.
      int count = earlier.size();
      assertThat(count).isGreaterThanOrEqualTo(3);
      for (int i = 0; i < count; i++) {
        int at = i;
        refused(world, user, balancer, chunks -> chunks.add(at, chunks.get(at)), good.text());
        refused(
            world,
            user,
            balancer,
            chunks -> chunks.subList(at, chunks.size()).clear(),
            good.text());
        refused(world, user, balancer, chunks -> chunks.set(at, earlier.get(at)), good.text());
        if (i + 1 < count) {
          refused(world, user, balancer, chunks -> chunks.remove(at), good.text());
          refused(
              world, user, balancer, chunks -> Collections.swap(chunks, at, at + 1), good.text());
        }
      }
      assertThat(balancer.carried()).isNotEmpty().doesNotContain(world.canary(), "token");
    }
  }

  private static void refused(
      AttackedGateway world,
      ConfidentialModels user,
      HostileBalancer balancer,
      java.util.function.Consumer<List<byte[]>> change,
      String whole)
      throws InterruptedException {
    balancer.meddles(changing(change));
    Ended ended = AttackedGateway.ask(user, world.prompt());
    Optional<IOException> failure = ended.failure();
    assertThat(failure).isPresent();
    assertThat(failure.get())
        .isInstanceOfAny(AnswerCutException.class, AnswerRefusedException.class);
    // What was taken away or added may be the message's own end, behind a stream that is whole.
    assertThat(whole).startsWith(ended.text());
  }

  /// A request that the balancer sends twice is served once.
  @Test
  void aReplayedRequest() throws Exception {
    try (TlsPeer server = server();
        AttackedGateway world = world(server.port());
        HostileBalancer balancer = new HostileBalancer(world.gateway().port());
        HttpClient http = HttpClient.newHttpClient();
        ConfidentialModels user = messages(world, balancer, http)) {
      balancer.replays();
      assertThat(AttackedGateway.ask(user, world.prompt()).text()).contains(DONE);
      HttpResponse<byte[]> second = balancer.again().getFirst();
      assertThat(second.statusCode()).isEqualTo(409);
      assertThat(new String(second.body(), StandardCharsets.UTF_8)).contains("replayed");
      assertThat(models.requests()).isEqualTo(1);
    }
  }
}
