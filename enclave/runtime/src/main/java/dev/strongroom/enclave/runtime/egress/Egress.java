// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.egress;

import dev.strongroom.enclave.runtime.wire.Link;
import dev.strongroom.enclave.runtime.wire.LinkDeadline;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// Connections to the outside, made by the host, to the places on a measured allow-list.
///
/// The host carries the bytes and can read, change and divert them, so whatever matters goes
/// through TLS that ends here: [#httpClient()] checks the server's certificate inside. Thread-safe.
public final class Egress implements AutoCloseable {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(30);

  private final Wire wire;
  private final Set<EgressRule> allowed;
  private final Duration answerWithin;
  private final Object starting = new Object();
  private final List<ConnectProxy> tunnels = new ArrayList<>();
  private @Nullable ConnectProxy proxy;
  private boolean closed;

  private Egress(Wire wire, Set<EgressRule> allowed, Duration answerWithin) {
    this.wire = wire;
    this.allowed = Set.copyOf(allowed);
    this.answerWithin = answerWithin;
  }

  /// Opens the way out. It is closed by [#close].
  ///
  /// @param allowed from the measured configuration, never from the host; empty: nowhere
  /// @throws IOException if the enclave has no loopback interface, which the proxy listens on;
  ///   where nothing is allowed, that is only noticed by whoever asks for the proxy
  public static Egress start(Wire wire, Set<EgressRule> allowed) throws IOException {
    return start(wire, allowed, ANSWER_WITHIN);
  }

  /// The same for a host that answers sooner or later than others.
  ///
  /// @param answerWithin how long the host may take to connect
  /// @throws IOException as above
  public static Egress start(Wire wire, Set<EgressRule> allowed, Duration answerWithin)
      throws IOException {
    Egress egress = new Egress(wire, allowed, answerWithin);
    if (!egress.allowed.isEmpty()) {
      egress.proxy();
    }
    return egress;
  }

  private ConnectProxy proxy() throws IOException {
    synchronized (starting) {
      if (closed) {
        throw new IOException("the egress is closed");
      }
      if (proxy == null) {
        proxy = ConnectProxy.start(this::connect);
      }
      return proxy;
    }
  }

  /// Connects. What is sent is readable for the host unless it is TLS.
  ///
  /// @param host compared letter by letter with the allow-list
  /// @throws EgressDeniedException if the allow-list doesn't have this place; nothing was sent
  /// @throws EgressException if the host made no connection
  /// @throws IOException if the wire broke
  public Link connect(String host, int port) throws IOException {
    EgressRule target = permitted(host, port);
    Link link;
    try {
      link = wire.dial(Wire.EGRESS);
    } catch (IOException e) {
      throw new EgressException(EgressFailure.HOST_ABSENT, target);
    }
    LinkDeadline deadline = LinkDeadline.after(answerWithin, link);
    try {
      link.output().write(EgressRequest.bytes(target));
      EgressRequest.readAnswer(link.input(), target);
      if (!deadline.met()) {
        throw new EgressException(EgressFailure.HOST_SILENT, target);
      }
      return link;
    } catch (IOException e) {
      boolean inTime = deadline.met();
      link.close();
      throw inTime || e instanceof EgressException
          ? e
          : new EgressException(EgressFailure.HOST_SILENT, target);
    }
  }

  /// A port on the loopback that leads to one place, for libraries that speak plain HTTP: whatever
  /// passes is readable and changeable for the host. Closed with the egress.
  ///
  /// @throws EgressDeniedException if the allow-list doesn't have this place
  /// @throws IOException if this egress is closed, or there is no loopback interface
  public InetSocketAddress tunnel(String host, int port) throws IOException {
    EgressRule target = permitted(host, port);
    synchronized (starting) {
      if (closed) {
        throw new IOException("the egress is closed");
      }
      ConnectProxy tunnel = ConnectProxy.tunnel(this::connect, target);
      tunnels.add(tunnel);
      return tunnel.address();
    }
  }

  /// Makes sure that a place is on the allow-list, without connecting.
  ///
  /// @throws EgressDeniedException if it isn't
  public void check(String host, int port) throws EgressDeniedException {
    permitted(host, port);
  }

  private EgressRule permitted(String host, int port) throws EgressDeniedException {
    EgressRule target;
    try {
      target = new EgressRule(host, port);
    } catch (IllegalArgumentException e) {
      throw new EgressDeniedException(e.getMessage() + ", so no rule allows it");
    }
    if (!allowed.contains(target)) {
      throw new EgressDeniedException(target + " isn't on the allow-list");
    }
    return target;
  }

  /// Leads any Java library that asks a proxy selector through this egress. It has to speak TLS:
  /// the proxy knows no method but CONNECT.
  ///
  /// @throws UncheckedIOException if this egress is closed, or nothing is allowed and the enclave
  ///   has no loopback interface
  public ProxySelector proxySelector() {
    try {
      return ProxySelector.of(proxy().address());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A client for HTTPS through this egress that trusts the authorities of the Java runtime, which
  /// is part of the measured image.
  public HttpClient httpClient() {
    try {
      return httpClient(SSLContext.getDefault());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  /// A client for HTTPS through this egress: TLS 1.2 or 1.3, HTTP/1.1, no redirects, no cookies.
  ///
  /// @param trust decides about servers' certificates; their names are checked as well
  public HttpClient httpClient(SSLContext trust) {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    return HttpClient.newBuilder()
        .proxy(proxySelector())
        .sslContext(trust)
        .sslParameters(parameters)
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(CONNECT_WITHIN)
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .build();
  }

  /// Closes the proxy and what goes through it. Links of [#connect] stay their owners'.
  @Override
  public void close() throws IOException {
    synchronized (starting) {
      closed = true;
      for (ConnectProxy tunnel : tunnels) {
        tunnel.close();
      }
      if (proxy != null) {
        proxy.close();
      }
    }
  }
}
