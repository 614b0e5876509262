// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.figures.FigureCounter;
import dev.strongroom.enclave.runtime.figures.FigureLabel;
import dev.strongroom.enclave.runtime.log.LogEvent;
import dev.strongroom.enclave.runtime.log.LogField;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// How it stands with the certificate, as operators see it: log, figures, and what whoever asks is
/// told. Thread-safe.
final class Standing {
  private static final String ISSUED = "issued";
  private static final int LONGEST_TEXT = 64;

  private record Trouble(CertificateProblem problem, String detail, Instant time) {}

  private final InstantSource clock;
  private final LogEvent taken;
  private final LogEvent failed;
  private final FigureCounter attempts;
  private final AtomicLong notAfter = new AtomicLong();
  private volatile Optional<Trouble> trouble = Optional.empty();

  /// Declares events and figures, so for the start.
  Standing(Enclave enclave) {
    clock = enclave.clock();
    taken =
        enclave
            .log()
            .declare(
                Level.INFO,
                "certificate",
                LogField.text("sha256", LONGEST_TEXT),
                LogField.text("serial", LONGEST_TEXT),
                LogField.text("notAfter", LONGEST_TEXT));
    failed =
        enclave
            .log()
            .declare(
                Level.WARNING,
                "no new certificate",
                LogField.word("problem", CertificateProblem.codes()),
                LogField.text("detail", Printable.LONGEST));
    attempts =
        enclave
            .figures()
            .counter("certificate_attempts", 1, new FigureLabel("outcome", outcomes()));
    enclave.figures().gauge("certificate_not_after_seconds", notAfter::get);
  }

  private static Set<String> outcomes() {
    Set<String> outcomes = new HashSet<>(Set.of(CertificateProblem.codes()));
    outcomes.add(ISSUED);
    return outcomes;
  }

  /// A certificate is used from now on.
  ///
  /// @param anew whether it came just now
  void holds(Held held, boolean anew) {
    taken.write(held.sha256(), held.serial(), held.notAfter().toString());
    notAfter.set(held.notAfter().getEpochSecond());
    if (anew) {
      attempts.add(ISSUED);
      trouble = Optional.empty();
    }
  }

  /// There is no new one.
  void failed(CertificateException e) {
    failed.write(e.problem().code(), e.detail());
    attempts.add(e.problem().code());
    trouble = Optional.of(new Trouble(e.problem(), e.detail(), clock.instant()));
  }

  /// What went wrong the last time, if it did.
  Optional<Map<String, Object>> problem() {
    return trouble.map(last -> {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("code", last.problem().code());
      members.put("detail", last.detail());
      members.put("time", last.time().toString());
      return members;
    });
  }
}
