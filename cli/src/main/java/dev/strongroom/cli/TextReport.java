// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.nitro.Field;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.handheld.HandheldVerifier;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Writes findings for people: what was found on top, what the evidence says, then each check.
final class TextReport {
  private static final int LABEL = 12, CHECK_NAME = 22;

  private final PrintWriter out;
  private final boolean colour;
  private final boolean unicode;
  private boolean first = true;

  TextReport(Console console) {
    this.out = console.out();
    this.colour = console.colour();
    this.unicode = console.unicode();
  }

  void write(Finding finding) {
    if (!first) {
      out.println();
    }
    first = false;
    out.println(bold(Printable.of(finding.source())));
    switch (finding) {
      case Finding.Judged judged -> judged(judged);
      case Finding.Handheld phone -> phone(phone.explanation());
      case Finding.Malformed malformed ->
          out.println(
              "  "
                  + red("MALFORMED")
                  + "  "
                  + Printable.of(malformed.problem().getMessage())
                  + " ["
                  + malformed.problem().code()
                  + "]");
      case Finding.Unbound unbound ->
          out.println("  " + red("REFUSED") + "  " + Printable.of(unbound.problem()));
      case Finding.Unreadable unreadable ->
          out.println("  " + red("UNREADABLE") + "  " + Printable.of(unreadable.problem()));
    }
  }

  /// Writes a verdict on evidence that isn't at hand as a file.
  void verdict(String source, Verdict verdict) {
    out.println(bold(Printable.of(source)));
    headline(verdict, false);
    out.println();
    verdict.checks().forEach(this::check);
  }

  private void judged(Finding.Judged judged) {
    Claims claims = judged.evidence().claims(judged.verdict().simulated());
    headline(judged.verdict(), claims.debug());
    out.println();
    line("kind", claims.kind().toString());
    switch (judged.evidence()) {
      case NitroDocument document -> {
        line("module", Printable.of(document.moduleId()));
        line("made", document.timestamp() + ", judged as of " + judged.verdict().at());
        line("public key", shown(document.publicKey()));
        line("user data", shown(document.userData()));
        line("nonce", shown(document.nonce()));
      }
      default -> said(claims, judged.verdict());
    }
    measurements(claims);
    out.println();
    judged.verdict().checks().forEach(this::check);
    hint(judged.verdict());
  }

  private void phone(HandheldVerifier.Explanation explanation) {
    Verdict verdict = explanation.verdict();
    headline(verdict, false);
    out.println();
    line("kind", verdict.kind().toString());
    line("judged", "as of " + verdict.at());
    explanation.claims().publicKey().ifPresent(key -> line("public key", key.hex()));
    explanation.claims().nonce().ifPresent(nonce -> line("nonce", nonce.hex()));
    explanation.claims().details().forEach((name, value) -> line(name, Printable.of(value)));
    out.println();
    verdict.checks().forEach(this::check);
  }

  /// What evidence of the other kinds says.
  private void said(Claims claims, Verdict verdict) {
    line("judged", "as of " + verdict.at());
    if (!claims.instance().isEmpty()) {
      line("instance", Printable.of(claims.instance()));
    }
    claims.publicKey().ifPresent(key -> line("public key", key.hex()));
    claims.userData().ifPresent(data -> line("user data", data.hex()));
    claims.nonce().ifPresent(nonce -> line("nonce", nonce.hex()));
    claims.details().forEach((name, value) -> line(name, Printable.of(value)));
    if (verdict.platformStatus() != PlatformStatus.NOT_REPORTED) {
      line("platform", verdict.platformStatus().toString());
    }
    if (!verdict.advisories().isEmpty()) {
      line("advisories", Printable.of(String.join(" ", verdict.advisories())));
    }
  }

  private void headline(Verdict verdict, boolean debug) {
    String answer =
        verdict.appraised()
            ? verdict.accepted() ? green("ACCEPTED") : red("REFUSED")
            : verdict.genuine() ? green("GENUINE") : red("NOT GENUINE");
    String why =
        verdict
            .firstFailure()
            .map(check -> "  " + check.name() + ": " + Printable.of(check.detail()))
            .orElse("");
    out.println("  " + answer + why);
    if (debug) {
      out.println("  " + red("DEBUG MODE") + "  its operator can read everything inside");
    }
    if (verdict.simulated()) {
      out.println("  " + red("SIMULATED") + "  made without any hardware: protects nothing");
    }
  }

  private void hint(Verdict verdict) {
    if (verdict.check("path.validity").map(Check::reason).orElse(null) instanceof Reason.Expired) {
      out.println();
      out.println("  Archived evidence is judged at its own time by --at document.");
    } else if (verdict.genuine() && !verdict.appraised()) {
      out.println();
      out.println(
          "  Genuine says who vouches for it, not what runs: compare the measurements by verify.");
    }
  }

  private void measurements(Claims claims) {
    List<String> zero = new ArrayList<>();
    claims
        .measurements()
        .forEach((name, value) -> {
          if (value.isAllZero()) {
            zero.add(name);
          } else {
            line(name, value.hex());
          }
        });
    if (!zero.isEmpty()) {
      line("zero", String.join(" ", zero));
    }
  }

  private void check(Check check) {
    String mark =
        switch (check.outcome()) {
          case PASSED -> green(unicode ? "✓" : "+");
          case FAILED -> red(unicode ? "✗" : "x");
          case NOT_APPLICABLE -> unicode ? "–" : "-";
        };
    String detail = Printable.of(check.detail());
    out.println(
        "  "
            + mark
            + " "
            + padded(check.name(), CHECK_NAME)
            + (check.outcome() == Outcome.FAILED ? red(detail) : detail));
  }

  private void line(String label, String value) {
    out.println("  " + padded(label, LABEL) + value);
  }

  private static String shown(Field field) {
    return switch (field) {
      case Field.Absent _ -> "absent";
      case Field.Null _ -> "none";
      case Field.Value(Bytes bytes) -> bytes.isEmpty() ? "empty" : bytes.hex();
    };
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }

  private String green(String text) {
    return coloured("32", text);
  }

  private String red(String text) {
    return coloured("31", text);
  }

  private String bold(String text) {
    return coloured("1", text);
  }

  private String coloured(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
