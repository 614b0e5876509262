// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.custody.KeyEnvelope;
import dev.strongroom.channel.custody.MalformedCustodyException;
import dev.strongroom.channel.custody.RecoveryKitText;
import dev.strongroom.channel.signature.RefusedRequestException;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.channel.signature.SignedRequest;
import dev.strongroom.policy.MalformedPolicyException;
import dev.strongroom.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Any text as what a vault is sent: a signed request's headers, a policy, a key's envelope.
class VaultTextFuzzTest {
  static {
    // The language's classes are loaded here, instrumented: for one input that would look like a
    // hang.
    try {
      Policy.parse(
          Bytes.utf8(
              "{\"version\":1,\"rules\":[{\"name\":\"a\",\"effect\":\"allow\",\"acts\":[\"sign\"],"
                  + "\"on\":[\"evm-message\"],\"when\":\"tx.ascii\"}]}"));
    } catch (MalformedPolicyException e) {
      throw new IllegalStateException(e);
    }
  }

  @FuzzTest(maxDuration = "20s")
  void headersAreARequestOrRefused(byte[] input) {
    Map<String, List<String>> headers = new HashMap<>();
    for (String line : new String(input, StandardCharsets.ISO_8859_1).split("\n", 20)) {
      String[] parts = line.split(": ", 2);
      headers.put(parts[0], List.of(parts.length > 1 ? parts[1] : ""));
    }
    try {
      SignedRequest request =
          SignedRequest.parse(RequestTarget.received("GET", "/v1/keys", ""), headers, Bytes.EMPTY);
      request.verify(Optional.empty());
      assertThat(request).as("nobody signed it").isNull();
    } catch (RefusedRequestException e) {
      assertThat(e.refusal().code()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void textIsAPolicyOrMalformed(byte[] input) {
    try {
      Policy policy = Policy.parse(Bytes.copyOf(input));
      assertThat(Policy.parse(policy.encoded()).digest()).isEqualTo(policy.digest());
    } catch (MalformedPolicyException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void textIsAnEnvelopeOrMalformed(byte[] input) {
    JsonNode node;
    try {
      node = JsonNode.parse(new String(input, StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      return;
    }
    try {
      assertThat(KeyEnvelope.parse(node).json()).isNotBlank();
    } catch (MalformedCustodyException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try {
      assertThat(RecoveryKitText.parse(node).json()).isNotBlank();
    } catch (MalformedCustodyException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
