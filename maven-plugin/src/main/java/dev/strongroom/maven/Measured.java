// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.maven;

import dev.strongroom.image.eif.Measurements;
import org.apache.maven.plugin.logging.Log;

/// Says what an image measures.
final class Measured {
  private Measured() {}

  static void log(Log log, Measurements measurements) {
    log.info("PCR0 " + measurements.pcr0().hex());
    log.info("PCR1 " + measurements.pcr1().hex());
    log.info("PCR2 " + measurements.pcr2().hex());
    measurements.pcr8().ifPresent(pcr -> log.info("PCR8 " + pcr.hex()));
  }
}
