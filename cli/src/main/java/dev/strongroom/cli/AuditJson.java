// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.client.log.AuditFinding;
import dev.strongroom.client.log.AuditReport;
import dev.strongroom.client.log.AuditedEpoch;
import dev.strongroom.client.log.AuditedUpgrade;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.witness.Cosignature;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// What came of an audit, for programs (`docs/cli.md`).
final class AuditJson {
  private AuditJson() {}

  static String text(String source, AuditReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("log", source);
    json.put("accepted", report.accepted());
    json.put("simulated", report.epochs().stream().anyMatch(AuditedEpoch::simulated));
    json.put("origin", report.checkpoint().checkpoint().origin());
    report.key().map(VerifierKey::text).ifPresent(key -> json.put("key", key));
    json.put("size", report.checkpoint().checkpoint().size());
    json.put("root", report.checkpoint().checkpoint().root().hex());
    json.put("replayed", report.replayed());
    json.put("commitments", report.committed());
    json.put("open", report.open());
    report.recovered().ifPresent(recovery -> json.put("recovered", recovery.statement().content()));
    json.put("epochs", report.epochs().stream().map(AuditJson::epoch).toList());
    json.put("upgrades", report.upgrades().stream().map(AuditJson::upgrade).toList());
    json.put(
        "witnesses", report.witnesses().cosignatures().stream().map(AuditJson::witness).toList());
    json.put("findings", report.findings().stream().map(AuditJson::finding).toList());
    json.put("more", report.more());
    return CanonicalJson.text(json);
  }

  private static Map<String, Object> epoch(AuditedEpoch epoch) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("index", epoch.index());
    json.put("time", epoch.entry().entry().time().toString());
    epoch.verdict().ifPresent(verdict -> json.put("accepted", verdict.accepted()));
    return json;
  }

  private static Map<String, Object> upgrade(AuditedUpgrade upgrade) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("index", upgrade.index());
    json.put("statement", upgrade.entry().statement().content());
    json.put(
        "operators",
        upgrade.entry().signatures().stream().map(OperatorSignature::operator).toList());
    json.put("asked", upgrade.asked());
    return json;
  }

  private static Map<String, Object> witness(Cosignature cosignature) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", cosignature.witness().key().name());
    switch (cosignature) {
      case Cosignature.Good good -> {
        json.put("good", true);
        good.time().map(Instant::toString).ifPresent(time -> json.put("time", time));
      }
      case Cosignature.Bad bad -> {
        json.put("good", false);
        json.put("problem", bad.problem().describe());
      }
    }
    return json;
  }

  private static Map<String, Object> finding(AuditFinding finding) {
    return Map.of(
        "check", finding.check().code(), "place", finding.place(), "problem", finding.problem());
  }
}
