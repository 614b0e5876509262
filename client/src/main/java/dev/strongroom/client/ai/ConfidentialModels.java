// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.channel.message.MessageClient;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.client.ai.AnswerRefusedException.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Speaks to models behind a gateway in an enclave. No byte of a request leaves before the gateway
/// was verified; an answer that was cut or meddled with is an exception, never a short answer.
/// Thread-safe.
///
/// ```java
/// try (var http = AttestedHttpClient.create(appraisal);
///     var models = ConfidentialModels.attested(http, URI.create("https://gateway:8443/")).build();
///     var answer = models.send(ModelRequest.json("/v1/chat/completions", json))) {
///   answer.body().transferTo(out);                     // throws if it isn't all
/// }
/// ```
public final class ConfidentialModels implements AutoCloseable {
  private static final int MOST_ACCOUNT = 4 << 20;

  private final Carrier carrier;
  private final Padding padding;
  private final @Nullable Receipts receipts;
  private final @Nullable History history;

  private ConfidentialModels(Builder built, Carrier carrier) {
    this.carrier = carrier;
    this.padding = built.padding;
    this.history = built.history;
    this.receipts =
        built.keeper == null
            ? null
            : new Receipts(built.keeper, built.random, built.clock, carrier);
  }

  /// A client over the attested channel.
  ///
  /// @param http judges servers; its owner closes it, after this
  /// @param gateway `https` with host and port
  public static Builder attested(AttestedHttpClient http, URI gateway) {
    URI root = root(gateway);
    return new Builder(patience -> new AttestedCarrier(http, root, patience));
  }

  /// A client over attested connections of its own, which are closed with it. Tokens of a stream
  /// cost less time of the processor this way than through an HTTP client.
  ///
  /// @param gateway `https` with host and port
  /// @throws IllegalArgumentException unless it is
  public static Builder attested(ServerAppraisal appraisal, URI gateway) {
    URI root = root(gateway);
    return new Builder(patience -> new ChannelCarrier(appraisal, root, patience));
  }

  /// A client whose requests are encrypted one by one, for gateways behind a load balancer.
  ///
  /// @param messages judges keys
  /// @param http carries ciphertext; whom its TLS trusts decides who sees paths, lengths and times,
  ///   and nothing else. Its owner closes it, after this
  /// @param gateway with scheme, host and port
  public static Builder encrypted(MessageClient messages, HttpClient http, URI gateway) {
    URI root = root(gateway);
    return new Builder(patience -> new MessageCarrier(messages, http, root, patience));
  }

  private static URI root(URI gateway) {
    if (gateway.getHost() == null) {
      throw new IllegalArgumentException("a gateway has scheme and host: " + gateway);
    }
    return gateway.resolve("/");
  }

  /// Sends a request, and waits for its answer to begin.
  ///
  /// @return the answer, whatever its status
  /// @throws GatewayNotVerifiedException if nothing was sent for that reason
  /// @throws AnswerRefusedException if what came back isn't the gateway's answer
  /// @throws IOException if the gateway can't be reached, or the connection broke
  /// @throws RolledBackException if the gateway's host shows another history than was seen before,
  ///   or an older one; of what the request names the gateway refuses that itself, by an answer
  ///   `rolled-back`
  /// @throws TooManyHistoriesException if it is about more of what is kept than can be said
  /// @throws IllegalArgumentException if the request has fields that can't be sent
  public ModelAnswer send(ModelRequest request) throws IOException, InterruptedException {
    ModelRequest padded = request.withBody(padding.pad(request));
    Receipts asking = receipts;
    Optional<Bytes> salt = asking == null ? Optional.empty() : asking.salt(padded);
    ModelRequest sent = salt.map(bytes -> padded.with(Receipts.asking(bytes))).orElse(padded);
    History kept = history;
    Map<String, HistoryHead> before = kept == null ? Map.of() : kept.before();
    ModelAnswer answer = carrier.send(kept == null ? sent : kept.with(sent));
    try {
      ModelAnswer whole = checked(request.path(), answer);
      ModelAnswer checked = kept == null ? whole : kept.met(request, before, whole);
      return asking != null && salt.isPresent() ? asking.kept(sent, salt.get(), checked) : checked;
    } catch (IOException e) {
      answer.close();
      throw e;
    }
  }

  private static ModelAnswer checked(String path, ModelAnswer answer)
      throws AnswerRefusedException {
    Optional<String> coding = answer.field("content-encoding");
    if (coding.filter(name -> !name.equalsIgnoreCase("identity")).isPresent()) {
      throw new AnswerRefusedException(
          Refusal.ENCODED, "an answer in content coding " + coding.get(), null);
    }
    InputStream named = new NamedFailures(answer.body());
    return answer.withBody(answer.streaming() ? new WholeEvents(named, FinalMark.of(path)) : named);
  }

  /// Verifies the gateway, unless a connection or keys are at hand that were verified, and asks it
  /// what it verified itself.
  ///
  /// @throws GatewayNotVerifiedException if it isn't what the policy demands
  /// @throws IOException if it can't be reached
  public Confidentiality confidentiality() throws IOException, InterruptedException {
    try (ModelAnswer answer = send(ModelRequest.get("/v1/confidentiality"))) {
      byte[] account = answer.body().readNBytes(MOST_ACCOUNT);
      return new Confidentiality(
          answer.by(), answer.status(), new String(account, StandardCharsets.UTF_8));
    }
  }

  /// Waits for receipts that are being fetched; then closes connections that are this one's own.
  @Override
  public void close() {
    if (receipts != null) {
      receipts.close();
    }
    carrier.close();
  }

  /// Collects settings. Used by one thread.
  public static final class Builder {
    /// Makes a carrier once it is known how patient it has to be.
    private interface CarrierOf {
      Carrier with(Patience patience);
    }

    private final CarrierOf carrier;
    private Padding padding = Padding.NONE;
    private Patience patience = Patience.ordinary();
    private @Nullable ReceiptKeeper keeper;
    private @Nullable History history;
    private SecureRandom random = new SecureRandom();
    private InstantSource clock = InstantSource.system();

    private Builder(CarrierOf carrier) {
      this.carrier = carrier;
    }

    /// What lengths of requests show; [Padding#NONE] unless set.
    public Builder padding(Padding of) {
      padding = of;
      return this;
    }

    /// How long to wait; [Patience#ordinary] unless set.
    public Builder patience(Patience of) {
      patience = of;
      return this;
    }

    /// Asks for a receipt with each POST that doesn't do so itself.
    ///
    /// @param kept by whom
    /// @param salts makes them
    /// @param time for when answers began
    public Builder receipts(ReceiptKeeper kept, SecureRandom salts, InstantSource time) {
      keeper = kept;
      random = salts;
      clock = time;
      return this;
    }

    /// Shows a key with requests about what is kept at the gateway: conversations, responses,
    /// collections.
    ///
    /// @param key stays the caller's to close, after this
    /// @param heads remembers what was seen, so that nobody can show older states
    public Builder history(HistoryKey key, HistoryHeads heads) {
      history = new History(key, heads);
      return this;
    }

    /// The client.
    public ConfidentialModels build() {
      return new ConfidentialModels(this, carrier.with(patience));
    }
  }
}
