// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.doctor.Diagnosis;
import java.io.PrintWriter;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// Shows what a doctor found, for people and as JSON.
final class DoctorReport {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private DoctorReport() {}

  static void text(Console console, List<Diagnosis> found) {
    PrintWriter out = console.out();
    for (Diagnosis diagnosis : found) {
      String mark =
          switch (diagnosis) {
            case Diagnosis.Fine _ -> console.unicode() ? "✓" : "ok";
            case Diagnosis.Warning _ -> "!";
            case Diagnosis.Problem _ -> console.unicode() ? "✗" : "X";
          };
      out.printf("  %-2s %-14s %s%n", mark, diagnosis.check(), Printable.of(diagnosis.seen()));
      switch (diagnosis) {
        case Diagnosis.Fine _ -> {}
        case Diagnosis.Warning warning -> advice(out, warning.wanted(), warning.remedy());
        case Diagnosis.Problem problem -> advice(out, problem.wanted(), problem.remedy());
      }
    }
    long problems = found.stream().filter(Diagnosis.Problem.class::isInstance).count();
    out.println();
    out.println(
        switch ((int) problems) {
          case 0 -> "An enclave can run here.";
          case 1 -> "1 problem: an enclave can't run here yet.";
          default -> problems + " problems: an enclave can't run here yet.";
        });
  }

  private static void advice(PrintWriter out, String wanted, String remedy) {
    out.println("       wanted       " + Printable.of(wanted));
    out.println("       do           " + Printable.of(remedy));
  }

  static void json(PrintWriter out, List<Diagnosis> found) {
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartArray();
      for (Diagnosis diagnosis : found) {
        json.writeStartObject();
        json.writeStringProperty("check", diagnosis.check());
        switch (diagnosis) {
          case Diagnosis.Fine fine -> finding(json, "ok", fine.seen());
          case Diagnosis.Warning warning -> {
            finding(json, "warning", warning.seen());
            json.writeStringProperty("wanted", warning.wanted());
            json.writeStringProperty("do", warning.remedy());
          }
          case Diagnosis.Problem problem -> {
            finding(json, "problem", problem.seen());
            json.writeStringProperty("wanted", problem.wanted());
            json.writeStringProperty("do", problem.remedy());
          }
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    out.println();
  }

  private static void finding(JsonGenerator json, String result, String seen) {
    json.writeStringProperty("result", result);
    json.writeStringProperty("seen", seen);
  }
}
