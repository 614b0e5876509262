// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.handover;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.AttestedConnector;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.custody.AttestedHttp;
import dev.strongroom.channel.custody.AttestedHttp.Answer;
import dev.strongroom.channel.custody.CustodyPaths;
import dev.strongroom.channel.custody.EncryptionKey;
import dev.strongroom.channel.custody.JsonBytes;
import dev.strongroom.channel.custody.UnopenableException;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.HandOver;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.root.Provisioning;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.root.RootSecretSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The heir's side: the root secret from a running sibling. A sibling that can't be reached is
/// tried again; one that isn't what the configuration demands, or that refuses this enclave, ends
/// the start, and so does a device of this enclave's that makes no evidence.
public final class HandOverRootSecret implements RootSecretSource {
  private static final Duration RECONNECT = Duration.ofMinutes(10);
  private static final Duration ATTEMPT = Duration.ofMinutes(1);
  private static final int FORBIDDEN = 403;

  private final HandOver configuration;
  private final String deployment;
  private final Verifier verifier;
  private final HostEndorsements endorsements;
  private final SiblingDialer dialer;
  private final Duration retryAfter;

  /// A source.
  ///
  /// @param deployment the configuration's; the sibling's has to be the same
  /// @param endorsements that the sibling's evidence is judged with
  /// @param retryAfter how long to wait for a sibling that couldn't be reached
  public HandOverRootSecret(
      HandOver configuration,
      String deployment,
      Verifier verifier,
      HostEndorsements endorsements,
      SiblingDialer dialer,
      Duration retryAfter) {
    this.configuration = configuration;
    this.deployment = deployment;
    this.verifier = verifier;
    this.endorsements = endorsements;
    this.dialer = dialer;
    this.retryAfter = retryAfter;
  }

  @Override
  public RootSecret obtain(Provisioning provisioning)
      throws RootSecretException, InterruptedException {
    String sibling = "the sibling at " + configuration.sibling();
    provisioning.waitingFor(sibling);
    while (true) {
      try {
        return once(provisioning);
      } catch (ChannelException e) {
        if (isFinal(e.refusal())) {
          throw new RootSecretException("the sibling was refused: " + e.getMessage(), e);
        }
        provisioning.waitingFor(sibling + ": " + e.getMessage());
      } catch (DeviceException e) {
        throw new RootSecretException(
            "no evidence for the sibling, by this enclave's own device: " + e.getMessage(), e);
      } catch (IOException e) {
        provisioning.waitingFor(sibling + ": " + e.getMessage());
      }
      Thread.sleep(retryAfter);
    }
  }

  /// A connection that broke off says nothing of the sibling; evidence does.
  private static boolean isFinal(ChannelException.Refusal refusal) {
    return switch (refusal) {
      case TLS, EXCHANGE, REATTESTATION_DUE -> false;
      case NOT_ATTESTED, EVIDENCE_MALFORMED, EVIDENCE_REFUSED, IDENTITY, BINDING -> true;
    };
  }

  private RootSecret once(Provisioning provisioning) throws IOException, RootSecretException {
    int colon = configuration.sibling().lastIndexOf(':');
    String host = configuration.sibling().substring(0, colon);
    int port = Integer.parseInt(configuration.sibling().substring(colon + 1));
    AttestedConnector connector =
        new AttestedConnector(
            new ChannelPolicy(
                configuration.policy(),
                endorsements.read(),
                configuration.identityKey(),
                true,
                RECONNECT),
            verifier,
            provisioning.clock());
    LinkSocket socket = new LinkSocket(dialer.dial(host, port));
    CountDownLatch done = new CountDownLatch(1);
    Thread.ofVirtual().start(() -> closeUnless(done, socket));
    try (socket;
        AttestedConnection sibling = connector.over(socket, host, port);
        EncryptionKey key = EncryptionKey.generate(provisioning.random())) {
      return receive(sibling, key, provisioning);
    } finally {
      done.countDown();
    }
  }

  /// A link knows no timeouts: a host that is silent must not hold the start for ever.
  private static void closeUnless(CountDownLatch done, LinkSocket socket) {
    try {
      if (!done.await(ATTEMPT.toMillis(), TimeUnit.MILLISECONDS)) {
        socket.close();
      }
    } catch (InterruptedException | IOException e) {
      // Nobody interrupts this thread; and a link that can't be closed is closed.
    }
  }

  private RootSecret receive(
      AttestedConnection sibling, EncryptionKey key, Provisioning provisioning)
      throws IOException, RootSecretException {
    JsonNode challenge = answered(AttestedHttp.post(sibling, CustodyPaths.HAND_OVER_NONCE, "{}"));
    Bytes nonce = part(challenge, "nonce", HeirRequest.NONCE);
    Bytes userData = HeirRequest.userData(sibling.keys(), deployment, nonce, key.publicKey());
    HeirRequest request =
        new HeirRequest(
            nonce,
            key.publicKey(),
            provisioning.device().attest(key.publicKey(), userData, Optional.of(nonce)));
    JsonNode answer = answered(AttestedHttp.post(sibling, CustodyPaths.HAND_OVER, request.json()));
    Bytes sealed = part(answer, "sealed", EncryptionKey.OVERHEAD + RootSecret.LENGTH);
    try {
      RootSecret root =
          new RootSecret(
              Secret.owning(
                  key.open(HeirRequest.INFO, request.context(sibling.keys(), deployment), sealed)));
      return checked(root, sibling);
    } catch (UnopenableException e) {
      throw new RootSecretException("the sibling's answer can't be decrypted", e);
    }
  }

  /// A secret that doesn't lead to the sibling's own identity is a wrong one.
  private static RootSecret checked(RootSecret root, AttestedConnection sibling)
      throws RootSecretException {
    if (root.identityKey().equals(sibling.keys().identityKey())) {
      return root;
    }
    root.close();
    throw new RootSecretException("the sibling handed over a secret that isn't its own");
  }

  private static JsonNode answered(Answer answer) throws IOException, RootSecretException {
    try {
      String text = answer.body().asUtf8();
      if (answer.status() == FORBIDDEN) {
        JsonNode refusal = JsonNode.parse(text == null ? "" : text);
        Optional<JsonNode> reason = refusal.optional("reason");
        throw new RootSecretException(
            "the sibling refuses: "
                + refusal.member("error").text()
                + (reason.isPresent() ? ", " + reason.get().text() : ""));
      }
      if (answer.status() != 200) {
        throw new IOException(waiting(answer.status(), text));
      }
      return JsonNode.parse(text == null ? "" : text);
    } catch (MalformedJsonException e) {
      throw new IOException("the sibling's answer isn't understood", e);
    }
  }

  /// Why it isn't handed over yet, as far as that can be read.
  private static String waiting(int status, @Nullable String text) {
    try {
      JsonNode answer = JsonNode.parse(text == null ? "" : text);
      Optional<JsonNode> reason = answer.optional("reason");
      return "the sibling says "
          + answer.member("error").text()
          + (reason.isPresent() ? ", " + reason.get().text() : "");
    } catch (MalformedJsonException e) {
      return "the sibling answers with status " + status;
    }
  }

  private static Bytes part(JsonNode answer, String name, int length) throws IOException {
    try {
      JsonNode node = answer.member(name);
      Bytes part = name.equals("nonce") ? JsonBytes.hex(node, length) : JsonBytes.read(node);
      if (part.length() == length) {
        return part;
      }
      throw node.error("another length");
    } catch (MalformedJsonException e) {
      throw new IOException("the sibling's answer isn't understood", e);
    }
  }
}
