// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static dev.strongroom.ledger.fixtures.FakeDeployment.BOOT;
import static dev.strongroom.ledger.fixtures.FakeDeployment.COSIGNED;
import static dev.strongroom.ledger.fixtures.FakeDeployment.LOG_KEY;
import static dev.strongroom.ledger.fixtures.FakeDeployment.ORIGIN;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.Pcrs;
import dev.strongroom.attestation.nitro.ReferenceValues;
import dev.strongroom.ledger.fixtures.TestKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Policies for receipts that ask one thing each, and files that are none.
final class ReceiptPolicies {
  private ReceiptPolicies() {}

  /// @param policy that accepts the receipts of a deployment
  /// @param nitro whose evidence they have
  static List<ReceiptPolicyText> all(ReceiptPolicyText policy, FakeNitro nitro) {
    List<ReceiptPolicyText> all =
        new ArrayList<>(
            List.of(
                policy,
                policy.ignoring("witnesses"),
                policy.ignoring("enclave"),
                policy.ignoring("logs"),
                policy.requiring("logs", ReceiptPolicyText.logs(TestKey.of("x").log(ORIGIN))),
                policy.requiring("logs", ReceiptPolicyText.logs(TestKey.of("x").log("x"))),
                policy.requiring(
                    "logs",
                    ReceiptPolicyText.logs(TestKey.of("x").log(ORIGIN), LOG_KEY.log(ORIGIN))),
                policy.requiring("witnesses", ReceiptPolicyText.quorum(1, "")),
                policy.requiring(
                    "witnesses", ReceiptPolicyText.quorum(1, "\"until\":\"" + COSIGNED + "\"")),
                policy.requiring(
                    "witnesses", ReceiptPolicyText.quorum(2, "\"until\":\"" + COSIGNED + "\"")),
                policy.requiring(
                    "witnesses",
                    ReceiptPolicyText.quorum(2, "\"until\":\"" + COSIGNED.plusNanos(1) + "\"")),
                policy.requiring(
                    "witnesses",
                    ReceiptPolicyText.quorum(2, "\"from\":\"" + COSIGNED.plusNanos(1) + "\"")),
                policy.requiring(
                    "witnesses", ReceiptPolicyText.quorum(2, "\"from\":\"" + COSIGNED + "\""))));
    for (Instant after : List.of(BOOT, BOOT.plusNanos(1))) {
      all.add(policy.requiring("time", "{\"after\":\"" + after + "\"}"));
      all.add(policy.ignoring("enclave").requiring("time", "{\"after\":\"" + after + "\"}"));
    }
    for (Instant before : List.of(COSIGNED.plusSeconds(2), COSIGNED.plusSeconds(2).minusNanos(1))) {
      all.add(policy.requiring("time", "{\"before\":\"" + before + "\"}"));
      all.add(policy.ignoring("witnesses").requiring("time", "{\"before\":\"" + before + "\"}"));
    }
    for (String time : times()) {
      all.add(policy.requiring("time", "{\"after\":\"" + time + "\"}"));
    }
    nitroPolicies(nitro).forEach(one -> all.add(policy.enclave(one)));
    return all;
  }

  private static List<NitroPolicy> nitroPolicies(FakeNitro nitro) {
    Bytes right = nitro.document().content().pcrs().get(0);
    List<NitroPolicy> all = new ArrayList<>();
    for (Bytes pcr0 : List.of(right, Pcrs.extended(Bytes.utf8("other")))) {
      all.add(
          LenientPolicy.builder(nitro.simulatedAnchor())
              .requireImage(List.of(new ReferenceValues("1", new TreeMap<>(Map.of(0, pcr0)))))
              .requirePublicKey()
              .requireUserData()
              .requireAge(Duration.ofMinutes(5))
              .build());
    }
    all.add(LenientPolicy.of(FakeNitro.create().anchor()));
    return all;
  }

  /// Instants as a policy may write them, and what looks like some.
  private static List<String> times() {
    return List.of(
        "2026-03-21T17:18:05.25Z",
        "2026-03-21t17:18:05.25z",
        "2026-03-21T18:18:05.250000001+01:00",
        "2026-03-21T18:18:05+01:00:30",
        "2026-03-21T18:18:05-18:00",
        "2026-03-21T18:18:05-18:01",
        "2026-03-21T18:18:05+0100",
        "2026-03-21T18:18:05+01",
        "2026-03-21T18:18:05-00:00",
        "2026-03-21T18:18:05.Z",
        "2026-03-21T18:18:05.0123456789Z",
        "2026-03-21T18:18Z",
        "2026-03-21T18:18:05",
        "2026-03-21 18:18:05Z",
        "2026-03-21T24:00:00Z",
        "2026-03-21T24:00:00.0Z",
        "2026-03-21T24:00:01Z",
        "2026-03-21T25:00:00Z",
        "2026-06-30T23:59:60Z",
        "2026-06-30T23:58:60Z",
        "2026-02-29T00:00:00Z",
        "2024-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-00-10T00:00:00Z",
        "2026-13-10T00:00:00Z",
        "2026-3-21T00:00:00Z",
        "0000-02-29T00:00:00Z",
        "-0000-02-29T00:00:00Z",
        "-0001-02-28T00:00:00Z",
        "-0004-02-29T00:00:00Z",
        "+2026-03-21T00:00:00Z",
        "12026-03-21T00:00:00Z",
        "+12026-03-21T00:00:00.5Z",
        "+02026-03-21T00:00:00Z",
        "-12026-03-21T00:00:00Z",
        "+1000000000-12-31T23:59:59.999999999Z",
        "+1000000000-12-31T23:59:60Z",
        "+1000000000-12-31T23:59:59-00:01",
        "+1000000001-01-01T00:00:00Z",
        "-1000000000-01-01T00:00:00Z",
        "-1000000000-01-01T00:00:00+00:01",
        "-1000000001-01-01T00:00:00Z");
  }

  /// The example, and changes of it.
  static List<String> files() throws IOException {
    String example = Files.readString(Path.of("..", "examples", "receipt-policy.json"));
    List<String> files = new ArrayList<>();
    files.add(example);
    edits()
        .forEach(edit -> {
          String changed = example.replace(edit.getKey(), edit.getValue());
          if (changed.equals(example)) {
            throw new IllegalStateException("nothing to replace: " + edit.getKey());
          }
          files.add(changed);
        });
    for (String part : List.of("logs", "enclave", "witnesses", "timestamps", "time")) {
      files.add(example.replace("\"" + part + "\": {", "\"comment\": {"));
    }
    for (String part : List.of("logs", "enclave")) {
      files.add(ignoring(example, part));
    }
    files.add(ignoring(ignoring(example, "logs"), "enclave"));
    files.add("");
    files.add("[]");
    return files;
  }

  private static String ignoring(String example, String part) {
    return example.replaceAll(
        "(?s)\"" + part + "\": \\{.*?\\n  \\},", "\"" + part + "\": { \"ignore\": \"a test\" },");
  }

  private static List<Map.Entry<String, String>> edits() {
    String one = TestKey.of("witness one").witness("one.example").text();
    String two = TestKey.of("witness two").witness("two.example").text();
    String log = LOG_KEY.log("log.example.org/strongroom").text();
    String kind = "\"kind\": \"receipt\"";
    String time = "\"time\": { \"ignore\": \"entries of any time\" }";
    String why = "\"entries of any time\"";
    return List.of(
        Map.entry("\"version\": 1,\n  " + kind, "\"version\": 2, " + kind),
        Map.entry(kind, "\"kind\": \"receipts\""),
        Map.entry(kind, kind + ", \"x\": 1"),
        Map.entry(kind, kind + ", " + kind),
        Map.entry(kind, kind + ", \"comment\": [{}]"),
        Map.entry(why, "\" \""),
        Map.entry(why, "\"\\u00a0\""),
        Map.entry(why, "\"\\u001f\""),
        Map.entry(why, "\"\\ufeff\""),
        Map.entry(why, "5"),
        Map.entry("\"ignore\": " + why, "\"ignore\": \"x\", \"require\": {}"),
        Map.entry(time, "\"time\": {}"),
        Map.entry(time, "\"time\": {\"require\": {}}"),
        Map.entry(
            time,
            "\"time\": {\"require\": {\"after\": \"2026-01-02T00:00:00Z\","
                + " \"before\": \"2026-01-01T00:00:00Z\"}}"),
        Map.entry(time, "\"time\": {\"require\": {\"since\": \"2026-01-02T00:00:00Z\"}}"),
        Map.entry(time, time + ", \"earlierEpochs\": {}"),
        Map.entry(time, time + ", \"earlierEpochs\": {\"allow\": \"x\", \"y\": 1}"),
        Map.entry(time, time + ", \"earlierEpochs\": {\"allow\": \"x\"}"),
        Map.entry("\"key\": \"" + log + "\"", "\"x\": 1"),
        Map.entry("\"name\": \"our log\"", "\"name\": 1"),
        Map.entry("+" + log.split("\\+", 3)[1] + "+", "+00000000+"),
        Map.entry(log, one),
        Map.entry(one, log),
        Map.entry(log, log + "+"),
        Map.entry(log, "x" + log),
        Map.entry(log, log.substring(0, log.length() - 1)),
        Map.entry(log, log.substring(0, log.lastIndexOf('+'))),
        Map.entry(log, log.substring(0, log.lastIndexOf('+') + 1)),
        Map.entry("\"quorum\": 1", "\"quorum\": 0"),
        Map.entry("\"quorum\": 1", "\"quorum\": 2"),
        Map.entry("\"quorum\": 1", "\"quorum\": 3"),
        Map.entry("\"quorum\": 1", "\"quorum\": \"1\""),
        Map.entry("\"quorum\": 1", "\"quorum\": 1.0"),
        Map.entry(two, one),
        Map.entry(two, TestKey.of("witness one").witness("two.example").text()),
        Map.entry(two, TestKey.of("witness two").witness("one.example").text()),
        Map.entry("\"until\": \"2030", "\"from\": \"2031-01-01T00:00:00Z\", \"until\": \"2030"),
        Map.entry("\"of\": [", "\"of\": [], \"x\": ["),
        Map.entry(
            "\"nonce\": { \"ignore\": \"an epoch's evidence has none\" }",
            "\"nonce\": { \"require\": true }"),
        Map.entry("\"role\"", "\"comment\""),
        Map.entry("\"kind\": \"nitro-enclave\"", "\"kind\": \"nitro\""));
  }
}
