// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.egress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.strongroom.enclave.runtime.egress.Egress;
import dev.strongroom.enclave.runtime.egress.EgressDeniedException;
import dev.strongroom.enclave.runtime.egress.EgressException;
import dev.strongroom.enclave.runtime.egress.EgressFailure;
import dev.strongroom.enclave.runtime.egress.EgressRule;
import dev.strongroom.enclave.runtime.wire.Link;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import dev.strongroom.host.egress.EgressAddresses;
import dev.strongroom.host.egress.EgressLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The enclave gets where its allow-list says, whole and both ways, and nowhere else.
@Timeout(60)
class EgressTest {
  private static final String NAME = "echo.example";

  @TempDir private Path folder = Path.of("");
  private ServerSocket target = unbound();
  private EgressHost host = noHost();

  private static ServerSocket unbound() {
    try {
      return new ServerSocket();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static EgressHost noHost() {
    try {
      return EgressHost.loopback(NAME);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void startEcho() throws IOException {
    target.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 100);
    Thread.ofVirtual()
        .start(() -> {
          while (!target.isClosed()) {
            try {
              Socket client = target.accept();
              Thread.ofVirtual().start(() -> echo(client));
            } catch (IOException e) {
              return;
            }
          }
        });
  }

  private static void echo(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
      client.shutdownOutput();
    } catch (IOException e) {
      // The other end went away.
    }
  }

  @AfterEach
  void stop() throws IOException {
    target.close();
    host.close();
  }

  private Egress egress() throws IOException {
    return Egress.start(host.wire(), Set.of(new EgressRule(NAME, target.getLocalPort())));
  }

  @Test
  void carriesLargeTransfersBothWaysAndEachHalfClose() throws Exception {
    byte[] content = new byte[16 << 20];
    new Random(1).nextBytes(content);
    try (Egress egress = egress();
        Link link = egress.connect(NAME, target.getLocalPort());
        ExecutorService writer = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> written =
          writer.submit(() -> {
            link.output().write(content);
            link.endOutput();
            return null;
          });
      MessageDigest back = MessageDigest.getInstance("SHA-256");
      back.update(link.input().readAllBytes());
      written.get();
      assertThat(back.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(content));
    }
    assertThat(host.server().bytesSent()).isEqualTo(content.length);
    assertThat(host.server().bytesReceived()).isEqualTo(content.length);
    assertThat(host.server().connected()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "other.example",
        "ECHO.example",
        "echo.example.",
        "sub.echo.example",
        "example",
        "",
        "*",
        "echo.example\u0000",
        "echo.example\r\nX: y",
        "127.0.0.1",
        "::1",
        "écho.example"
      })
  void refusesInsideWhatIsNotOnTheList(String name) throws Exception {
    try (Egress egress = egress()) {
      assertThatThrownBy(() -> egress.connect(name, target.getLocalPort()))
          .isInstanceOf(EgressDeniedException.class);
    }
    assertThat(host.dialled()).as("the host hears nothing of it").isZero();
  }

  @Test
  void refusesOtherPorts() throws Exception {
    try (Egress egress = egress()) {
      for (int port :
          new int[] {target.getLocalPort() ^ 1, 0, -1, 65_536 + target.getLocalPort()}) {
        assertThatThrownBy(() -> egress.connect(NAME, port))
            .isInstanceOf(EgressDeniedException.class);
      }
    }
    assertThat(host.dialled()).isZero();
  }

  private static void fails(Egress egress, String name, int port, EgressFailure why) {
    assertThatThrownBy(() -> egress.connect(name, port))
        .asInstanceOf(type(EgressException.class))
        .extracting(EgressException::failure)
        .isEqualTo(why);
  }

  @Test
  void namesWhatTheHostSays() throws Exception {
    int closed = target.getLocalPort();
    target.close();
    EgressLimits hasty = new EgressLimits(9, Duration.ofSeconds(5), Duration.ofMillis(300), 1);
    try (EgressHost names =
            new EgressHost(
                Map.of(
                    "here.example", "127.0.0.1",
                    "private.example", "10.1.2.3",
                    "metadata.example", "169.254.169.254"),
                EgressHost.local(),
                hasty);
        Egress egress =
            Egress.start(
                names.wire(),
                Set.of(
                    new EgressRule("here.example", closed),
                    new EgressRule("gone.example", 443),
                    new EgressRule("private.example", 443),
                    new EgressRule("metadata.example", 80)))) {
      fails(egress, "here.example", closed, EgressFailure.CONNECTION_REFUSED);
      fails(egress, "gone.example", 443, EgressFailure.NAME_UNKNOWN);
      fails(egress, "private.example", 443, EgressFailure.ADDRESS_NOT_ALLOWED);
      fails(egress, "metadata.example", 80, EgressFailure.ADDRESS_NOT_ALLOWED);
      assertThat(names.server().refused()).isEqualTo(4);
    }
  }

  @Test
  void hostRefusesTheLoopbackInterfaceUnlessItsOperatorAllowsIt() throws Exception {
    try (EgressHost strict =
            new EgressHost(
                Map.of(NAME, "127.0.0.1"), EgressAddresses.publicOnly(), EgressLimits.standard());
        Egress egress =
            Egress.start(strict.wire(), Set.of(new EgressRule(NAME, target.getLocalPort())))) {
      fails(egress, NAME, target.getLocalPort(), EgressFailure.ADDRESS_NOT_ALLOWED);
    }
  }

  @Test
  void hostLimitsConnections() throws Exception {
    EgressLimits one = new EgressLimits(1, Duration.ofSeconds(5), Duration.ofSeconds(5), 1);
    int port = target.getLocalPort();
    try (EgressHost small = new EgressHost(Map.of(NAME, "127.0.0.1"), EgressHost.local(), one);
        Egress egress = Egress.start(small.wire(), Set.of(new EgressRule(NAME, port)))) {
      try (Link _ = egress.connect(NAME, port)) {
        assertThat(small.server().active()).isEqualTo(1);
        fails(egress, NAME, port, EgressFailure.BUSY);
      }
      while (small.server().active() > 0) {
        Thread.sleep(10);
      }
      egress.connect(NAME, port).close();
    }
  }

  @Test
  void namesAHostThatIsAbsentSilentOrTalksNonsense() throws Exception {
    Wire wire = new UnixWire(folder);
    EgressRule rule = new EgressRule(NAME, 443);
    try (Egress egress = Egress.start(wire, Set.of(rule), Duration.ofMillis(300))) {
      fails(egress, NAME, 443, EgressFailure.HOST_ABSENT);
      try (ServerSocketChannel liar = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        liar.bind(UnixDomainSocketAddress.of(folder.resolve("host-" + Wire.EGRESS)));
        fails(egress, NAME, 443, EgressFailure.HOST_SILENT);
        liar.accept().close();
        for (String answer :
            new String[] {"HTTP/1.1 200", "SREA\u0002\u0000", "SREA\u0001\u0008", "SREA\u0001ÿ"}) {
          Thread.ofVirtual().start(() -> say(liar, answer));
          fails(egress, NAME, 443, EgressFailure.MALFORMED_ANSWER);
        }
        Thread.ofVirtual().start(() -> say(liar, "SREA"));
        assertThatThrownBy(() -> egress.connect(NAME, 443)).isInstanceOf(IOException.class);
      }
    }
  }

  private static void say(ServerSocketChannel liar, String answer) {
    try (SocketChannel enclave = liar.accept()) {
      enclave.read(ByteBuffer.allocate(100));
      enclave.write(ByteBuffer.wrap(answer.getBytes(ISO_8859_1)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void hostRefusesMalformedRequestsAndGivesUpOnSilentOnes() throws Exception {
    EgressLimits hasty = new EgressLimits(4, Duration.ofMillis(300), Duration.ofSeconds(5), 1);
    try (EgressHost names = new EgressHost(Map.of(), EgressHost.local(), hasty)) {
      for (String request :
          new String[] {
            "GET / HTTP/1.1\r\n\r\n",
            "SREQ\u0002\u0001\u00bb\u0001a",
            "SREQ\u0001\u0000\u0000\u0001a",
            "SREQ\u0001\u0001\u00bb\u0000",
            "SREQ\u0001\u0001\u00bb\u0002a/",
            "SREQ\u0001\u0001\u00bb\u00fe" + "a".repeat(254)
          }) {
        try (Link link = names.wire().dial(Wire.EGRESS)) {
          link.output().write(request.getBytes(ISO_8859_1));
          assertThat(link.input().readNBytes(6)).isEqualTo(new byte[] {'S', 'R', 'E', 'A', 1, 1});
        } catch (SocketException e) {
          // The host closes with bytes unread, and then its answer can get lost.
          assertThat(e).hasMessage("Connection reset");
        }
      }
      assertThat(names.server().refused()).isEqualTo(6);
      assertThat(names.server().connected()).isZero();
      try (Link link = names.wire().dial(Wire.EGRESS)) {
        link.output().write('S');
        assertThat(link.input().read()).isEqualTo(-1);
      }
    }
  }

  private static InetSocketAddress proxy(Egress egress) {
    return (InetSocketAddress)
        egress.proxySelector().select(URI.create("https://any.example/")).getFirst().address();
  }

  private static String exchange(Egress egress, String request) throws IOException {
    return exchange(proxy(egress), request);
  }

  private static String exchange(InetSocketAddress proxy, String request) throws IOException {
    assertThat(proxy.getAddress().isLoopbackAddress()).isTrue();
    try (Socket socket = new Socket(proxy.getAddress(), proxy.getPort())) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  @Test
  void proxyTunnelsAndEnforcesTheSameList() throws Exception {
    String place = NAME + ":" + target.getLocalPort();
    try (Egress egress = egress()) {
      assertThat(
              exchange(egress, "CONNECT " + place + " HTTP/1.1\r\nHost: " + place + "\r\n\r\nhi"))
          .isEqualTo("HTTP/1.1 200 Connection established\r\n\r\nhi");
      assertThat(host.dialled()).isEqualTo(1);
      assertThat(exchange(egress, "CONNECT other.example:443 HTTP/1.1\r\n\r\n"))
          .startsWith("HTTP/1.1 403 ");
      assertThat(exchange(egress, "CONNECT " + NAME + ":99999 HTTP/1.1\r\n\r\n"))
          .startsWith("HTTP/1.1 403 ");
      assertThat(exchange(egress, "GET http://" + place + "/ HTTP/1.1\r\n\r\n"))
          .startsWith("HTTP/1.1 405 ");
      assertThat(exchange(egress, "CONNECT " + NAME + " HTTP/1.1\r\n\r\n"))
          .startsWith("HTTP/1.1 400 ");
      assertThat(exchange(egress, "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
      assertThat(exchange(egress, "X".repeat(8193))).startsWith("HTTP/1.1 400 ");
      assertThat(host.dialled()).as("none of these left the enclave").isEqualTo(1);
      target.close();
      assertThat(exchange(egress, "CONNECT " + place + " HTTP/1.1\r\n\r\n"))
          .startsWith("HTTP/1.1 502 ");
    }
  }

  @Test
  void clientsOfTheJdkGetNowhereElse() throws Exception {
    try (Egress egress = egress();
        HttpClient client = egress.httpClient()) {
      for (String uri :
          new String[] {"https://other.example/", "http://" + NAME + ":" + target.getLocalPort()}) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
        try {
          assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
              .as("plain HTTP: the proxy's own refusal")
              .isEqualTo(405);
        } catch (IOException e) {
          assertThat(e).hasMessageContaining("403");
        }
      }
    }
    assertThat(host.dialled()).isZero();
  }

  @Test
  void closingEndsTheProxy() throws Exception {
    Egress egress = egress();
    InetSocketAddress proxy = proxy(egress);
    assertThat(exchange(proxy, "CONNECT a:1 HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403 ");
    egress.close();
    try {
      assertThat(exchange(proxy, "CONNECT a:1 HTTP/1.1\r\n\r\n"))
          .as("the kernel may take a connection for a moment more, which then ends")
          .isEmpty();
    } catch (IOException e) {
      // Or it takes none.
    }
    assertThatThrownBy(egress::proxySelector).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void anEmptyListAllowsNothing() throws Exception {
    try (Egress nowhere = Egress.start(host.wire(), Set.of())) {
      assertThatThrownBy(() -> nowhere.connect(NAME, target.getLocalPort()))
          .isInstanceOf(EgressDeniedException.class);
      assertThat(exchange(nowhere, "CONNECT " + NAME + ":443 HTTP/1.1\r\n\r\n"))
          .startsWith("HTTP/1.1 403 ");
    }
    assertThat(host.dialled()).isZero();
  }

  @Test
  void readsRules() {
    assertThat(EgressRule.parse("kms.eu-west-1.amazonaws.com:443"))
        .isEqualTo(new EgressRule("kms.eu-west-1.amazonaws.com", 443))
        .hasToString("kms.eu-west-1.amazonaws.com:443");
    for (String wrong :
        new String[] {
          "", "a", "a:", ":1", "a:0", "a:65536", "a:+1", "A:1", "*.a:1", "a.:1", "-a:1"
        }) {
      assertThatThrownBy(() -> EgressRule.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
