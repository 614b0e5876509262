// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Verdicts as attestation results that others read, and reference values that others wrote.
@NullMarked
module dev.strongroom.results {
  requires static org.jspecify;
  requires dev.strongroom.attestation;
  requires tools.jackson.core;

  exports dev.strongroom.results;
}
