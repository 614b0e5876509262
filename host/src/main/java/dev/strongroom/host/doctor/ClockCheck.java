// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import dev.strongroom.host.doctor.Diagnosis.Fine;
import dev.strongroom.host.doctor.Diagnosis.Warning;
import java.util.Optional;

/// Whether somebody keeps the clock right. Evidence and certificates are judged by it.
final class ClockCheck {
  private static final String CHECK = "clock";

  private ClockCheck() {}

  static Diagnosis of(Machine machine) {
    if (machine.exists("/run/systemd/timesync/synchronized")) {
      return new Fine(CHECK, "synchronised by systemd-timesyncd");
    }
    Optional<String> leap =
        machine
            .output("chronyc", "-n", "tracking")
            .flatMap(text ->
                text.lines()
                    .filter(line -> line.startsWith("Leap status"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst());
    if (leap.isPresent()) {
      return leap.get().equals("Not synchronised")
          ? unsure(machine, "chrony runs, and isn't synchronised yet")
          : new Fine(CHECK, "synchronised by chrony");
    }
    return unsure(machine, "nothing shows that the clock is synchronised");
  }

  private static Diagnosis unsure(Machine machine, String seen) {
    String source =
        machine.exists("/dev/ptp0")
            ? "install chrony with the line: refclock PHC /dev/ptp0 poll 0"
            : "install chrony or systemd-timesyncd, and wait a minute";
    return new Warning(
        CHECK, seen, "a clock that somebody keeps right: evidence is judged by it", source);
  }
}
