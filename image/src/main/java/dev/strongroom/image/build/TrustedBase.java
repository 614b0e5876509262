// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.inputs.MavenCoordinates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Everybody else's jars that the runtime stands on, each with its reason: the list that the build
/// of Strongroom is checked against (`rules/trusted-base.txt`).
///
/// @param entries in the list's order
record TrustedBase(List<Entry> entries) {
  private static final int COLUMNS = 5;

  /// A jar.
  ///
  /// @param why it is inside
  record Entry(MavenCoordinates coordinates, String licence, Bytes sha256, String why) {}

  static TrustedBase ofThisBuild() {
    try (InputStream in = TrustedBase.class.getResourceAsStream("trusted-base.txt")) {
      if (in == null) {
        throw new IllegalStateException("trusted-base.txt is missing in this build of Strongroom");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("trusted-base.txt can't be read", e);
    }
  }

  private static TrustedBase parse(String text) {
    return new TrustedBase(
        text.lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(TrustedBase::entry)
            .toList());
  }

  private static Entry entry(String line) {
    List<String> columns = List.of(line.split(" [|] ", COLUMNS));
    return new Entry(
        MavenCoordinates.parse(columns.get(0) + ":" + columns.get(1)),
        columns.get(2),
        Bytes.fromHex(columns.get(3)),
        columns.get(4));
  }

  /// The jar with these bytes.
  Optional<Entry> find(Bytes sha256) {
    return entries.stream().filter(entry -> entry.sha256().equals(sha256)).findFirst();
  }
}
