// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/// AWS KMS for tests: one key in one region, whose policy releases to one measurement.
///
/// As the real one it checks signature, evidence and encryption context before it answers.
/// [#tamper] makes it answer what the real one never would.
final class FakeKms implements AutoCloseable {
  static final String REGION = "eu-central-1";
  static final String HOST = "kms." + REGION + ".amazonaws.com";
  static final String KEY =
      "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  /// A refusal, as KMS names it.
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    private final int status;
    private final String type;

    Refusal(int status, String type, String message) {
      super(message);
      this.status = status;
      this.type = type;
    }
  }

  private final Server server = new Server();
  private final ServerConnector connector;
  private final FakeSignatures signatures;
  private volatile FakeReleasePolicy policy;
  private final SecureRandom random = new SecureRandom();
  private final SecretKey wrapping;
  private final ConcurrentLinkedQueue<Refusal> refusals = new ConcurrentLinkedQueue<>();
  private final List<String> operations = new ArrayList<>();
  private volatile FakeEnvelope shape = FakeEnvelope.CHUNKED;
  private volatile UnaryOperator<Map<String, String>> tampering = UnaryOperator.identity();

  FakeKms(SSLContext tls, FakeReleasePolicy policy, InstantSource clock) throws Exception {
    this.policy = policy;
    this.signatures = new FakeSignatures(clock);
    KeyGenerator generator = KeyGenerator.getInstance("AES");
    generator.init(256);
    wrapping = generator.generateKey();
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.addCustomizer(new SecureRequestCustomizer(false));
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setSslContext(tls);
    connector = new ServerConnector(server, factory, new HttpConnectionFactory(configuration));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            answer(request, response, callback);
            return true;
          }
        });
    server.start();
  }

  int port() {
    return connector.getLocalPort();
  }

  FakeSignatures signatures() {
    return signatures;
  }

  /// Changes the key's policy.
  void policy(FakeReleasePolicy next) {
    policy = next;
  }

  /// Which shape envelopes have from now on.
  void shape(FakeEnvelope next) {
    shape = next;
  }

  /// What becomes of each answer from now on.
  void tamper(UnaryOperator<Map<String, String>> next) {
    tampering = next;
  }

  /// Refuses the next request.
  void refuseNext(int status, String type) {
    refusals.add(new Refusal(status, type, "a moment, please"));
  }

  /// What was asked for, in order.
  synchronized List<String> operations() {
    return List.copyOf(operations);
  }

  private void answer(Request request, Response response, Callback callback) throws Exception {
    byte[] body = Content.Source.asInputStream(request).readAllBytes();
    String text;
    try {
      text = json(tampering.apply(granted(request, Bytes.copyOf(body))));
      response.setStatus(200);
    } catch (Refusal e) {
      response.setStatus(e.status);
      text = json(Map.of("__type", e.type, "message", e.getMessage()));
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/x-amz-json-1.1");
    Content.Sink.write(response, true, text, callback);
  }

  private Map<String, String> granted(Request request, Bytes body) throws Exception {
    signatures.check(request, body);
    String target = request.getHeaders().get("X-Amz-Target");
    synchronized (this) {
      operations.add(target);
    }
    Refusal refusal = refusals.poll();
    if (refusal != null) {
      throw refusal;
    }
    if (!"POST".equals(request.getMethod())
        || !"/".equals(request.getHttpURI().getPathQuery())
        || !"application/x-amz-json-1.1"
            .equals(request.getHeaders().get(HttpHeader.CONTENT_TYPE))) {
      throw new Refusal(404, "UnknownOperationException", "");
    }
    JsonNode node = JsonNode.parse(new String(body.toByteArray(), StandardCharsets.UTF_8));
    JsonNode recipient = node.member("Recipient");
    if (!recipient.member("KeyEncryptionAlgorithm").text().equals("RSAES_OAEP_SHA_256")) {
      throw new Refusal(400, "ValidationException", "KeyEncryptionAlgorithm");
    }
    Bytes key = policy.recipientOf(bytes(recipient.member("AttestationDocument")));
    Optional<JsonNode> named = node.optional("KeyId");
    if (named.isPresent() && !named.get().text().equals(KEY)) {
      throw new Refusal(400, "NotFoundException", "no such key");
    }
    Bytes context = context(node);
    Map<String, String> answer = new LinkedHashMap<>();
    byte[] secret =
        switch (target) {
          case "TrentService.GenerateDataKey" -> {
            byte[] fresh = new byte[node.member("NumberOfBytes").integer(1, 1024)];
            random.nextBytes(fresh);
            answer.put("CiphertextBlob", base64(wrapped(fresh, context)));
            yield fresh;
          }
          case "TrentService.Decrypt" -> {
            answer.put("EncryptionAlgorithm", "SYMMETRIC_DEFAULT");
            yield unwrapped(bytes(node.member("CiphertextBlob")), context);
          }
          default -> throw new Refusal(400, "UnknownOperationException", "");
        };
    answer.put("CiphertextForRecipient", base64(shape.seal(secret, key)));
    answer.put("KeyId", KEY);
    answer.put("Plaintext", "");
    answer.put("KeyMaterialId", "a".repeat(64));
    return answer;
  }

  private static Bytes context(JsonNode node) throws Exception {
    SortedMap<String, String> members = new TreeMap<>();
    Optional<JsonNode> context = node.optional("EncryptionContext");
    if (context.isPresent()) {
      for (String name : context.get().names()) {
        members.put(name, context.get().member(name).text());
      }
    }
    return Bytes.utf8(json(members));
  }

  /// A CiphertextBlob of our own, since nobody knows KMS's.
  Bytes wrapped(byte[] secret, Bytes context) throws Exception {
    byte[] nonce = new byte[12];
    random.nextBytes(nonce);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, wrapping, new GCMParameterSpec(128, nonce));
    cipher.updateAAD(context.toByteArray());
    byte[] sealed = cipher.doFinal(secret);
    byte[] all = new byte[nonce.length + sealed.length];
    System.arraycopy(nonce, 0, all, 0, nonce.length);
    System.arraycopy(sealed, 0, all, nonce.length, sealed.length);
    return Bytes.copyOf(all);
  }

  private byte[] unwrapped(Bytes blob, Bytes context) throws Refusal {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          wrapping,
          new GCMParameterSpec(128, blob.slice(0, 12).toByteArray()));
      cipher.updateAAD(context.toByteArray());
      return cipher.doFinal(blob.slice(12, blob.length()).toByteArray());
    } catch (Exception e) {
      throw new Refusal(400, "InvalidCiphertextException", "");
    }
  }

  private static Bytes bytes(JsonNode node) throws Exception {
    return Bytes.copyOf(Base64.getDecoder().decode(node.text()));
  }

  static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /// The texts in these tests need no escapes.
  private static String json(Map<String, String> members) {
    return members.entrySet().stream()
        .map(e -> "\"" + e.getKey() + "\":\"" + e.getValue() + "\"")
        .collect(Collectors.joining(",", "{", "}"));
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
