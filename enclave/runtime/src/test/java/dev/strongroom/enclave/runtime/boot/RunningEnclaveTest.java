// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.configuration.EnclaveConfiguration;
import dev.strongroom.enclave.runtime.control.EnclaveState.Phase;
import dev.strongroom.enclave.runtime.egress.Egress;
import dev.strongroom.enclave.runtime.egress.EgressDeniedException;
import dev.strongroom.enclave.runtime.egress.EgressException;
import dev.strongroom.enclave.runtime.egress.EgressFailure;
import dev.strongroom.enclave.runtime.http.HttpText;
import dev.strongroom.enclave.runtime.log.LogEvent;
import dev.strongroom.enclave.runtime.log.LogField;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.root.RootSecretSource;
import dev.strongroom.enclave.runtime.simulated.SimulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import dev.strongroom.enclave.runtime.simulated.SimulatedState;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A whole enclave in this process, and a host that reads what it says of itself.
@Timeout(60)
class RunningEnclaveTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final String SIMULATED = "{\"source\":\"simulated\"}";

  private final SecureRandom random = new SecureRandom();
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private Path folder = Path.of("");
  private ServerSocketChannel control = unopened();

  private static ServerSocketChannel unopened() {
    try {
      return ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void listen() throws IOException {
    folder = Files.createTempDirectory("sr");
    control.bind(UnixDomainSocketAddress.of(folder.resolve("host-" + Wire.CONTROL)));
    Thread.ofVirtual().start(this::read);
  }

  @AfterEach
  void stop() throws IOException {
    control.close();
  }

  private void read() {
    while (control.isOpen()) {
      try (SocketChannel channel = control.accept();
          BufferedReader in =
              new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
        in.lines().forEach(said::add);
      } catch (IOException e) {
        return;
      }
    }
  }

  private String said(String part) throws InterruptedException {
    while (true) {
      String line = said.poll(10, TimeUnit.SECONDS);
      assertThat(line).as("the enclave never said " + part).isNotNull();
      if (line != null && line.contains(part)) {
        return line;
      }
    }
  }

  private RunningEnclave.Parts parts(RootSecretSource source, Service service) throws Exception {
    return parts(source, service, SIMULATED, "");
  }

  private RunningEnclave.Parts parts(
      RootSecretSource source, Service service, String rootSecret, String more) throws Exception {
    SimulatedState state = SimulatedState.in(folder.resolve("state"));
    SimulatedImage image = SimulatedImage.of(List.of(), List.of(), Bytes.utf8("a test"));
    return new RunningEnclave.Parts(
        new UnixWire(folder),
        new SimulatedDevice(image, state.root(CLOCK.instant(), random), CLOCK, random),
        configuration(rootSecret, more),
        source,
        service,
        CLOCK,
        random);
  }

  private static EnclaveConfiguration configuration(String rootSecret, String more)
      throws Exception {
    return EnclaveConfiguration.parse(
        Bytes.utf8(
            "{\"version\":1,\"deployment\":\"test\",\"rootSecret\":" + rootSecret + more + "}"));
  }

  private RootSecretSource fromFile() {
    return _ -> {
      try {
        return SimulatedState.in(folder.resolve("state")).rootSecret(random);
      } catch (IOException e) {
        throw new RootSecretException("no file", e);
      }
    };
  }

  private String get(String path) throws Exception {
    Path socket = new UnixWire(folder).enclaveSocket(Wire.SERVICE);
    try (var host = dev.strongroom.enclave.runtime.http.Wire.to(socket)) {
      return HttpText.plainHttps(host.port(), path);
    }
  }

  @Test
  void startsInOrderAndSaysSo() throws Exception {
    try (RunningEnclave enclave =
        RunningEnclave.start(parts(fromFile(), _ -> request -> Response.text(200, "hello")))) {
      String ready = said("\"state\":\"ready\"");
      assertThat(ready)
          .contains("\"simulated\":true", "\"pcr0\":\"", "\"rootSha256\":\"", "\"identityKey\":\"");
      assertThat(enclave.state().phase()).isEqualTo(Phase.READY);
      assertThat(get("/")).contains("200 OK").endsWith("hello");
      assertThat(get("/.well-known/strongroom/health/ready")).contains("200 OK");
      said("\"requests\":1,");
    }
    said("\"state\":\"stopping\"");
  }

  @Test
  void finishesRequestsInFlightAndThenClosesTheService() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicBoolean closedWhileBusy = new AtomicBoolean();
    AtomicBoolean closed = new AtomicBoolean();
    final class Slow implements Service.Handler, AutoCloseable {
      @Override
      public Response handle(Request request) throws Exception {
        begun.countDown();
        go.await();
        closedWhileBusy.set(closed.get());
        return Response.text(200, "done");
      }

      @Override
      public void close() {
        closed.set(true);
      }
    }
    RunningEnclave enclave = RunningEnclave.start(parts(fromFile(), _ -> new Slow()));
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            answer.complete(get("/"));
          } catch (Exception e) {
            answer.completeExceptionally(e);
          }
        });
    begun.await();
    Thread closing = Thread.ofVirtual().start(enclave::close);
    said("stopping");
    go.countDown();
    assertThat(answer.get(10, TimeUnit.SECONDS)).contains("200 OK").endsWith("done");
    closing.join();
    assertThat(closed).isTrue();
    assertThat(closedWhileBusy).isFalse();
  }

  @Test
  void servesThoseWhoBringTheSecretBeforeItServesOthers() throws Exception {
    CountDownLatch brought = new CountDownLatch(1);
    AtomicReference<String> before = new AtomicReference<>("");
    RootSecretSource source =
        provisioning -> {
          provisioning.waitingFor("somebody");
          try (var _ =
              provisioning.serve(request -> {
                brought.countDown();
                return Response.text(200, "thanks");
              })) {
            before.set(
                get("/.well-known/strongroom/health/ready")
                    + get("/.well-known/strongroom/health/live")
                    + get("/bring"));
            brought.await();
          } catch (InterruptedException e) {
            throw e;
          } catch (Exception e) {
            throw new RootSecretException("test", e);
          }
          return fromFile().obtain(provisioning);
        };
    try (RunningEnclave enclave =
        RunningEnclave.start(parts(source, _ -> request -> Response.text(200, "hello")))) {
      assertThat(said("\"state\":\"waiting\"")).contains("\"waitingFor\":\"somebody\"", "pcr0");
      assertThat(before.get()).contains("503", "{\"ready\":false}", "{\"live\":true}", "thanks");
      assertThat(get("/")).endsWith("hello");
      assertThat(enclave.state().phase()).isEqualTo(Phase.READY);
    }
  }

  @Test
  void goesWhereItsConfigurationAllowsUntilItStops() throws Exception {
    AtomicReference<Egress> ways = new AtomicReference<>();
    AtomicReference<Egress> before = new AtomicReference<>();
    RootSecretSource source =
        provisioning -> {
          before.set(provisioning.egress());
          return fromFile().obtain(provisioning);
        };
    Service service =
        enclave -> {
          ways.set(enclave.egress());
          return _ -> Response.text(200, "");
        };
    try (RunningEnclave _ =
        RunningEnclave.start(
            parts(source, service, SIMULATED, ",\"egress\":[\"api.example:443\"]"))) {
      assertThat(ways.get()).isSameAs(before.get());
      assertThatThrownBy(() -> ways.get().connect("api.example", 443))
          .as("allowed, but this host offers no egress")
          .isInstanceOfSatisfying(
              EgressException.class,
              e -> assertThat(e.failure()).isEqualTo(EgressFailure.HOST_ABSENT));
      assertThatThrownBy(() -> ways.get().connect("other.example", 443))
          .isInstanceOf(EgressDeniedException.class);
      ways.get().proxySelector();
    }
    assertThatThrownBy(() -> ways.get().proxySelector()).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void asksKmsWhereItsConfigurationSaysSo() throws Exception {
    String kms =
        "{\"source\":\"kms\",\"region\":\"eu-west-1\","
            + "\"key\":\"arn:aws:kms:eu-west-1:123456789012:key/1234abcd\"}";
    for (RootSecretSource source :
        List.of(
            RootSecretSources.simulated(
                configuration(kms, ""), _ -> SimulatedState.in(folder.resolve("state"))),
            RootSecretSources.onHardware(configuration(kms, "")))) {
      RunningEnclave.Parts parts = parts(source, _ -> _ -> Response.text(200, ""), kms, "");
      Thread starting =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  RunningEnclave.start(parts);
                } catch (Exception e) {
                  said.add(e.getClass().getName());
                }
              });
      assertThat(said("\"state\":\"waiting\"")).contains("the host's storage");
      starting.interrupt();
      said(InterruptedException.class.getName());
    }
  }

  @Test
  void stopsWhileItWaitsForTheSecret() throws Exception {
    RootSecretSource never =
        provisioning -> {
          provisioning.waitingFor("nobody");
          new CountDownLatch(1).await();
          throw new RootSecretException("unreachable");
        };
    AtomicReference<Runnable> stop = new AtomicReference<>(() -> {});
    CompletableFuture<Exception> ended = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            RunningEnclave.start(parts(never, _ -> _ -> Response.text(200, "")), stop::set).close();
          } catch (Exception e) {
            ended.complete(e);
          }
        });
    said("waitingFor");
    stop.get().run();
    assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    said("\"state\":\"stopping\"");
  }

  @Test
  void saysWhyItCannotStart() throws Exception {
    RootSecretSource none =
        _ -> {
          throw new RootSecretException("nobody came");
        };
    assertThatThrownBy(() -> RunningEnclave.start(parts(none, _ -> _ -> Response.text(200, ""))))
        .isInstanceOf(RootSecretException.class);
    assertThat(said("failed")).contains("\"reason\":\"nobody came\"");
  }

  @Test
  void saysWhyItGaveUpAndNothingElseAfterThat() throws Exception {
    AtomicReference<Enclave> inside = new AtomicReference<>();
    Service service =
        enclave -> {
          inside.set(enclave);
          return _ -> Response.text(200, "");
        };
    RunningEnclave enclave = RunningEnclave.start(parts(fromFile(), service));
    inside.get().stop("the log is another's");
    inside.get().stop("and what came of it");
    enclave.awaitStop();
    enclave.close();
    assertThat(enclave.state().phase()).isEqualTo(Phase.FAILED);
    assertThat(enclave.state().detail()).contains("the log is another's");
    String all = "";
    while (!all.contains("the enclave gives up") || !all.contains("\"state\":\"failed\"")) {
      all += said("");
    }
    assertThat(all)
        .contains("\"reason\":\"the log is another's\"")
        .doesNotContain("stopping", "what came of it");
  }

  @Test
  void isNotReadyOnceItsServiceGaveUp() throws Exception {
    Service service =
        enclave -> {
          enclave.stop("too early");
          return _ -> Response.text(200, "");
        };
    try (RunningEnclave enclave = RunningEnclave.start(parts(fromFile(), service))) {
      enclave.awaitStop();
      assertThat(enclave.state().phase()).isEqualTo(Phase.FAILED);
      assertThat(said("\"state\":\"failed\"")).contains("\"reason\":\"too early\"");
    }
  }

  @Test
  void keepsMessagesOfTheServicesExceptionsInside() throws Exception {
    Service failing =
        _ -> {
          throw new IllegalStateException("a secret");
        };
    assertThatThrownBy(() -> RunningEnclave.start(parts(fromFile(), failing)))
        .isInstanceOf(IOException.class);
    assertThat(said("failed")).contains("IOException").doesNotContain("secret\"");
  }

  @Test
  void logsOnlyTheClassOfWhatTheServiceThrows() throws Exception {
    Service service =
        _ ->
            request -> {
              throw new IllegalStateException("a secret: " + request.path());
            };
    try (RunningEnclave _ = RunningEnclave.start(parts(fromFile(), service))) {
      assertThat(get("/private")).contains("500").doesNotContain("secret", "private");
      assertThat(said("\"log\""))
          .contains("service failed", "java.lang.IllegalStateException")
          .doesNotContain("secret", "private");
      said("\"requestsFailed\":1,");
    }
  }

  @Test
  void letsTheServiceDeclareEventsOnlyWhileItStarts() throws Exception {
    AtomicReference<Throwable> late = new AtomicReference<>();
    Service service =
        enclave -> {
          LogEvent seen =
              enclave.log().declare(Level.INFO, "request seen", LogField.number("length"));
          return request -> {
            try {
              enclave.log().declare(Level.INFO, "late");
            } catch (IllegalStateException e) {
              late.set(e);
            }
            seen.write(request.path().length());
            return Response.text(200, "");
          };
        };
    try (RunningEnclave _ = RunningEnclave.start(parts(fromFile(), service))) {
      get("/private");
      assertThat(said("\"log\""))
          .contains("request seen", "\"length\":8")
          .doesNotContain("private");
      assertThat(late.get()).isNotNull();
    }
  }
}
