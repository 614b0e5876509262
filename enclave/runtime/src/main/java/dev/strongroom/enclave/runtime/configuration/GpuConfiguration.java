// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.configuration;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.nvidia.NvidiaEvidence;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// The GPUs that the machine has to have: all of its evidence is of machine and GPUs together, or
/// there is none.
///
/// @param least how many, 1 to 64
/// @param most how many; the same where it has to be just so many
/// @param library where the driver's library is, an absolute path; empty: where the system's loader
///   finds it by its name
public record GpuConfiguration(int least, int most, Optional<Path> library) {
  private static final int MOST = NvidiaEvidence.MAX_DEVICES;

  /// Checks the range.
  public GpuConfiguration {
    if (least < 1 || most < least || most > MOST) {
      throw new IllegalArgumentException("1 to " + MOST + " GPUs");
    }
  }

  static Optional<GpuConfiguration> read(Optional<JsonNode> node) throws MalformedJsonException {
    if (node.isEmpty()) {
      return Optional.empty();
    }
    JsonNode gpus = node.get();
    gpus.onlyMembers(Set.of("exactly", "atLeast", "library"));
    Optional<JsonNode> exactly = gpus.optional("exactly");
    Optional<JsonNode> least = gpus.optional("atLeast");
    if (exactly.isPresent() == least.isPresent()) {
      throw gpus.error("one of \"exactly\" and \"atLeast\" is needed");
    }
    int number = exactly.or(() -> least).get().integer(1, MOST);
    return Optional.of(
        new GpuConfiguration(
            number, exactly.isPresent() ? number : MOST, library(gpus.optional("library"))));
  }

  private static Optional<Path> library(Optional<JsonNode> node) throws MalformedJsonException {
    if (node.isEmpty()) {
      return Optional.empty();
    }
    String path = node.get().text();
    if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
      throw node.get().error("an absolute path is needed");
    }
    return Optional.of(Path.of(path));
  }
}
