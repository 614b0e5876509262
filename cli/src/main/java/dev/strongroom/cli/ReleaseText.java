// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.release.Release;
import java.io.PrintWriter;

/// Shows releases to people.
final class ReleaseText {
  private ReleaseText() {}

  /// What a release says; text in it may be anybody's.
  static void write(PrintWriter out, Release release) {
    line(out, "image", release.image());
    line(out, "sha256", release.sha256().hex());
    line(out, "PCR0", release.measurements().pcr0().hex());
    line(out, "PCR1", release.measurements().pcr1().hex());
    line(out, "PCR2", release.measurements().pcr2().hex());
    release.measurements().pcr8().ifPresent(pcr -> line(out, "PCR8", pcr.hex()));
    line(out, "source", release.source().toString());
    line(out, "project", release.projectSha256().hex());
    line(out, "lock", release.lockSha256().hex());
    line(out, "builder", release.builder() + " with Strongroom " + release.tool());
    if (release.simulated()) {
      line(out, "SIMULATED", "the image's evidence has no hardware behind it");
    }
  }

  private static void line(PrintWriter out, String name, String value) {
    out.println("  " + name + " ".repeat(Math.max(1, 11 - name.length())) + Printable.of(value));
  }
}
