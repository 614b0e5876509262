// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.note.VerifierKey;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A policy for receipts as the file that both verifiers read.
///
/// @param members their JSON by name
record ReceiptPolicyText(SortedMap<String, String> members) {
  /// Requires all but time-stamps and a window in time.
  static ReceiptPolicyText of(TrustAnchor root) {
    return new ReceiptPolicyText(new TreeMap<>())
        .with("version", "1")
        .with("kind", "\"receipt\"")
        .requiring("logs", logs(FakeDeployment.LOG_KEY.log(FakeDeployment.ORIGIN)))
        .enclave(LenientPolicy.of(root))
        .requiring("witnesses", quorum(2, ""))
        .ignoring("timestamps")
        .ignoring("time");
  }

  static String logs(VerifierKey... keys) {
    return List.of(keys).stream()
        .map(key -> "{\"key\":\"" + key.text() + "\"}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  /// Both witnesses of a [FakeDeployment].
  ///
  /// @param validity of the first one's key, such as `"until":"2026-01-01T00:00:00Z"`
  static String quorum(int threshold, String validity) {
    return "{\"quorum\":%d,\"of\":[%s,%s]}"
        .formatted(
            threshold,
            witness(TestKey.of("witness one").witness("one.example"), validity),
            witness(TestKey.of("witness two").witness("two.example"), ""));
  }

  static String witness(VerifierKey key, String validity) {
    return "{\"key\":\"" + key.text() + "\"" + (validity.isEmpty() ? "" : "," + validity) + "}";
  }

  /// The same with another member.
  ReceiptPolicyText with(String name, String json) {
    SortedMap<String, String> changed = new TreeMap<>(members);
    changed.put(name, json);
    return new ReceiptPolicyText(changed);
  }

  ReceiptPolicyText requiring(String name, String json) {
    return with(name, "{\"require\":" + json + "}");
  }

  ReceiptPolicyText ignoring(String name) {
    return with(name, "{\"ignore\":\"not what this test is about\"}");
  }

  ReceiptPolicyText enclave(NitroPolicy policy) {
    return requiring("enclave", PolicyJson.of(policy));
  }

  String text() {
    return members.entrySet().stream()
        .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
