// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.members;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.AttestedConnector;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.enclave.notary.members.MemberSettings.Address;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.answer.AnswerBody;
import dev.strongroom.enclave.runtime.answer.AnswerHead;
import dev.strongroom.enclave.runtime.answer.AnswerInput;
import dev.strongroom.enclave.runtime.handover.HostEndorsements;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Connects to the writer, wherever it is: the record names its keys, the measured configuration
/// the places where it may be. Whoever answers is appraised, has to have those keys, and has to
/// know the root secret; only then anything is sent.
final class WriterFinder {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
  private static final Duration SEARCH_WITHIN = Duration.ofSeconds(8);
  private static final Duration REATTEST = Duration.ofMinutes(10);
  private static final int ANSWER_MILLIS = 5000;
  private static final int MOST_ANSWER = 4096;
  private static final int REMEMBERED = 16;
  private static final int OK = 200;

  private final Enclave enclave;
  private final MemberKey key;
  private final AppraisalPolicy policy;
  private final Verifier verifier =
      Verifier.create(
          SignatureProvider.fastest().remembering(REMEMBERED), PathCache.ofCapacity(REMEMBERED));
  private final HostEndorsements endorsements;
  private final Map<Address, InetSocketAddress> ways = new LinkedHashMap<>();
  private volatile @Nullable Place last;

  /// @throws ServiceException if a place isn't allowed by the configuration's egress
  WriterFinder(Enclave enclave, MemberSettings settings, MemberKey key) throws ServiceException {
    this.enclave = enclave;
    this.key = key;
    this.policy = WritersPolicy.of(enclave, settings);
    this.endorsements = new HostEndorsements(enclave.storage());
    for (Address at : settings.at()) {
      try {
        ways.put(at, enclave.egress().tunnel(at.host(), at.port()));
      } catch (IOException e) {
        throw new ServiceException("settings.ledger.members.at: " + at + ": " + e.getMessage(), e);
      }
    }
  }

  /// Where a writer was found.
  private record Place(Address at, Bytes writer) {}

  /// A connection to the writer on which requests may be sent.
  ///
  /// @param input buffered
  record Found(AttestedConnection connection, AnswerInput input) {}

  /// Connects to a writer.
  ///
  /// @param writer names its boot
  /// @throws IOException if it isn't to be found
  Found connect(Bytes writer) throws IOException, InterruptedException {
    Place known = last;
    if (known != null && known.writer().equals(writer)) {
      try {
        return connect(known.at(), writer);
      } catch (IOException e) {
        last = null;
      }
    }
    return search(writer);
  }

  /// All places at once: one that is silent must not keep the others waiting.
  private Found search(Bytes writer) throws IOException, InterruptedException {
    CompletableFuture<Found> first = new CompletableFuture<>();
    AtomicInteger left = new AtomicInteger(ways.size());
    for (Address at : ways.keySet()) {
      Thread.ofVirtual()
          .name("member at " + at)
          .start(() -> {
            try {
              Found here = connect(at, writer);
              last = new Place(at, writer);
              if (!first.complete(here)) {
                here.connection().close();
              }
            } catch (IOException | RuntimeException e) {
              if (left.decrementAndGet() == 0) {
                first.completeExceptionally(e);
              }
            }
          });
    }
    try {
      return first.get(SEARCH_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // One that is found later isn't needed any more.
      first.completeExceptionally(e);
      throw new IOException("the writer isn't at any of the members' places", e);
    }
  }

  private Found connect(Address at, Bytes writer) throws IOException {
    InetSocketAddress way = Optional.ofNullable(ways.get(at)).orElseThrow();
    AttestedConnection connection =
        connector().connect(way.getAddress().getHostAddress(), way.getPort(), CONNECT_WITHIN);
    try {
      if (!MemberKey.sha256(connection.keys().encoded()).equals(writer)) {
        throw new IOException("another enclave than the writer");
      }
      connection.socket().setSoTimeout(ANSWER_MILLIS);
      AnswerInput input = new AnswerInput(connection.input());
      challenge(connection, input, writer);
      return new Found(connection, input);
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private AttestedConnector connector() throws IOException {
    return new AttestedConnector(
        new ChannelPolicy(
            policy,
            endorsements.read(),
            Optional.of(enclave.keys().identityKey()),
            false,
            REATTEST),
        verifier,
        enclave.clock());
  }

  /// Evidence shows what runs there, not whose it is: that the root secret shows.
  private void challenge(AttestedConnection connection, AnswerInput input, Bytes writer)
      throws IOException {
    byte[] random = new byte[MemberKey.LENGTH];
    enclave.random().nextBytes(random);
    Bytes challenge = Bytes.copyOf(random);
    connection
        .output()
        .write(
            ("GET "
                    + MemberStatus.PATH
                    + "?"
                    + MemberStatus.CHALLENGE
                    + challenge.hex()
                    + " HTTP/1.1\r\nhost: member\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    connection.output().flush();
    AnswerHead head = AnswerHead.read(input);
    String text;
    try (AnswerBody body = AnswerBody.of(head, input, new Unnoted())) {
      byte[] bytes = body.readNBytes(MOST_ANSWER + 1);
      if (bytes.length > MOST_ANSWER || head.status() != OK || head.last()) {
        throw new IOException("not a member's answer");
      }
      text = new String(bytes, StandardCharsets.UTF_8);
    }
    try {
      Bytes tag = Bytes.fromHex(JsonNode.parse(text).member("tag").text());
      if (!MemberKey.same(tag, key.answer(writer, challenge, true))) {
        throw new IOException("it doesn't write now, or is of another deployment");
      }
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new IOException("not a member's answer", e);
    }
  }

  /// The connection goes on, or is closed by whoever reads.
  private record Unnoted() implements AnswerBody.Ending {
    @Override
    public void complete() {}

    @Override
    public void broken() {}
  }
}
